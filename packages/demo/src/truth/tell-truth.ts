import { type Instant, instant } from '@esplanade/core/schema'
import type { Shop } from '../shop/generate-shop.ts'
import type { Esp, Person } from '../shop/person.ts'
import type { ManagedTarget } from '../targets.ts'
import { ever, type History, histories, recent } from './history.ts'
import { hasOptedOut, mustBeOptedOut } from './may-mail.ts'
import { SEGMENT_NAMES, SEGMENT_RULES, type SegmentName } from './segment-rules.ts'

/** The expected answers, from the world itself. */
export interface Truth {
  readonly people: readonly Person[]
  /** Numbers of the people in each segment. */
  readonly segments: Readonly<Record<SegmentName, ReadonlySet<number>>>
  /** Numbers of the people that a tag or list must hold: in the segment, at this vendor, and free to be mailed there. */
  membersOf(target: ManagedTarget): ReadonlySet<number>
  /** Numbers of the people whom a vendor must show as opted out in the end. */
  optedOut(esp: Esp): ReadonlySet<number>
  /** What the managed fields must hold for a person. */
  fieldsOf(person: Person): FieldTruth
}

export interface FieldTruth {
  /** Orders within 365 days. */
  readonly orders: number
  /** The last order ever; null for none. */
  readonly lastOrderAt: Instant | null
  readonly vip: boolean
}

/** Looks at the shop as it was at `asOf`, the moment the hub evaluated. */
export function tellTruth(shop: Shop, asOf: Instant): Truth {
  const pasts = histories(shop)
  const past = (person: Person): History => pasts[person.no] ?? []
  const segments = Object.fromEntries(
    SEGMENT_NAMES.map(name => [
      name,
      numbers(shop.people, person => SEGMENT_RULES[name](person, past(person), asOf)),
    ]),
  ) as Record<SegmentName, ReadonlySet<number>>
  return {
    people: shop.people,
    segments,
    membersOf: ({ esp, segment }) =>
      numbers(shop.people, person => {
        const member = person.members[esp]
        if (!member || member.leave !== null) return false
        return segments[segment].has(person.no) && !hasOptedOut(person, member.address)
      }),
    optedOut: esp => numbers(shop.people, person => mustBeOptedOut(person, esp)),
    fieldsOf: person => {
      const placed = ever(past(person), 'order_placed', asOf).map(order => order.at)
      return {
        orders: recent(past(person), 'order_placed', 365, asOf).length,
        lastOrderAt: placed.length > 0 ? instant(Math.max(...placed)) : null,
        vip: segments.vip.has(person.no),
      }
    },
  }
}

function numbers(people: readonly Person[], belongs: (person: Person) => boolean): ReadonlySet<number> {
  const found = new Set<number>()
  for (const person of people) if (belongs(person)) found.add(person.no)
  return found
}
