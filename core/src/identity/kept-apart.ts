import type { ContactNo } from '../schema/index.ts'
import type { Separation } from '../store/index.ts'

/** Contacts that were taken apart, and are not to be merged again. */
export interface KeptApart {
  areApart(one: ContactNo, other: ContactNo): boolean
  /**
   * Which contact each of these becomes, given that something shows them to be one person: the oldest of
   * those that it may be one with. From the oldest on, each joins the first group in which nobody is apart
   * from it, so the order in which they were met changes nothing.
   */
  survivors(contacts: Iterable<ContactNo>): ReadonlyMap<ContactNo, ContactNo>
}

export function keptApart(separations: readonly Separation[]): KeptApart {
  const others = new Map<ContactNo, Set<ContactNo>>()
  for (const [one, other] of separations) {
    others.set(one, (others.get(one) ?? new Set()).add(other))
    others.set(other, (others.get(other) ?? new Set()).add(one))
  }
  const areApart = (one: ContactNo, other: ContactNo) => others.get(one)?.has(other) ?? false
  return {
    areApart,
    survivors: contacts => {
      const groups: ContactNo[][] = []
      const becomes = new Map<ContactNo, ContactNo>()
      for (const contact of [...new Set(contacts)].toSorted((a, b) => a - b)) {
        const group = groups.find(members => !members.some(member => areApart(member, contact)))
        if (group === undefined) groups.push([contact])
        else group.push(contact)
        becomes.set(contact, group?.[0] ?? contact)
      }
      return becomes
    },
  }
}
