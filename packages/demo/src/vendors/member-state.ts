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
