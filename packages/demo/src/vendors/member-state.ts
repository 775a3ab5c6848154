import type { Esp, Member, Person } from '../shop/person.ts'

/** @throws Error for somebody whom this vendor does not know. */
export function memberOf(person: Person, esp: Esp): Member {
  const member = person.members[esp]
  if (!member) throw new Error(`Person ${person.no} is not in ${esp}.`)
  return member
}

/** Fields as text, blank ones left out: what a vendor does not show is no value. */
export function fieldsAsText(fields: Readonly<Record<string, unknown>>): ReadonlyMap<string, string> {
  const texts = new Map<string, string>()
  for (const [name, value] of Object.entries(fields)) {
    if (value === null || value === undefined || value === '') continue
    texts.set(name, typeof value === 'string' ? value : JSON.stringify(value))
  }
  return texts
}

/** The names of the lists that each member is in, as `list:VIP`. */
export function listsByMember(
  lists: Iterable<{ readonly name: string; readonly members: ReadonlyMap<string, unknown> }>,
): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>()
  for (const { name, members } of lists) {
    for (const id of members.keys()) found.set(id, [...(found.get(id) ?? []), `list:${name}`])
  }
  return found
}
