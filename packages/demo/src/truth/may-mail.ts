import { ESPS, type Esp, type Person } from '../shop/person.ts'

/**
 * Whether the last thing that anybody heard of an address is that it must not be mailed. A person's
 * other address is another address. At the same instant, no beats yes.
 */
export function hasOptedOut(person: Person, address: string): boolean {
  let lastYes = Number.NEGATIVE_INFINITY
  let lastNo = Number.NEGATIVE_INFINITY
  for (const esp of ESPS) {
    const member = person.members[esp]
    if (member?.address !== address) continue
    // HubSpot knows who opted out and not who opted in: it never says yes.
    if (esp !== 'hubspot') lastYes = Math.max(lastYes, member.joinedAt)
    if (member.leave) lastNo = Math.max(lastNo, member.leave.at)
  }
  return lastNo !== Number.NEGATIVE_INFINITY && lastNo >= lastYes
}

/** Whether a vendor must show this member as opted out once the hub has written back. */
export function mustBeOptedOut(person: Person, esp: Esp): boolean {
  const member = person.members[esp]
  return member !== undefined && (member.leave !== null || hasOptedOut(person, member.address))
}
