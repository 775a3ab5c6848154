import { days, type Instant, instant } from '@esplanade/core/schema'
import { createEventLog, type EventLog } from './event-log.ts'
import { type Mailing, mail, planMailings } from './mailings.ts'
import { makePerson } from './people.ts'
import type { Person } from './person.ts'
import { visit } from './visits.ts'

/** The true world of a made-up outdoor shop, of which every vendor knows a part. */
export interface Shop {
  readonly seed: number
  /** Until when the world is told; moves ahead with every lived day. */
  now: Instant
  readonly people: Person[]
  readonly mailings: Mailing[]
  readonly events: EventLog
}

export const MAX_PEOPLE = 200_000

/**
 * A year of the shop up to `now`. The same seed, number of people and instant give the same bytes.
 *
 * @throws RangeError for less than one person or more than `MAX_PEOPLE`.
 */
export function generateShop(options: { people: number; seed: number; now: Instant }): Shop {
  const { seed, now } = options
  if (!Number.isInteger(options.people) || options.people < 1 || options.people > MAX_PEOPLE) {
    throw new RangeError(`A shop has between 1 and ${MAX_PEOPLE} people, not ${options.people}.`)
  }
  const people = Array.from({ length: options.people }, (_, no) => makePerson(seed, no, now))
  const mailings = [...planMailings(now)]
  const happened = createEventLog()
  const yearAgo = instant(now - days(365))
  for (const person of people) {
    for (const mailing of mailings) mail(seed, person, mailing, happened, now)
    visit(seed, person, happened, yearAgo, now)
  }
  return { seed, now, people, mailings, events: byTime(happened) }
}

/** Told person by person, lived moment by moment. */
function byTime(log: EventLog): EventLog {
  const at = Float64Array.from(log.from(0), event => event.at)
  const order = Uint32Array.from({ length: log.length }, (_, no) => no)
  order.sort((a, b) => (at[a] as number) - (at[b] as number) || a - b)
  const sorted = createEventLog()
  for (const no of order) sorted.add(log.at(no))
  return sorted
}
