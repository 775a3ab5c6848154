import type { Instant } from '@esplanade/core/schema'
import type { Person } from '../shop/person.ts'
import { ever, type History, recent, totalCents } from './history.ts'

/** Whether a person belongs to a segment, said a second time in plain loops: the hub's engine has no part in it. */
export type SegmentRule = (person: Person, history: History, asOf: Instant) => boolean

const bigSpender: SegmentRule = (_, history, asOf) =>
  totalCents(recent(history, 'order_placed', 365, asOf)) > 500_00

const dormant: SegmentRule = (_, history, asOf) =>
  opens(history, 120, asOf).length === 0 && recent(history, 'clicked', 120, asOf).length === 0

/** By people: mail scanners and privacy proxies fetch pictures for everybody. */
const opens = (history: History, inDays: number, asOf: Instant) =>
  recent(history, 'opened', inDays, asOf).filter(open => !open.machine)

/** One rule for each file in `segments/`, by its id. */
export const SEGMENT_RULES = {
  'big-spenders': bigSpender,
  'repeat-buyers': (_, history, asOf) => recent(history, 'order_placed', 365, asOf).length >= 3,
  'lapsed-buyers': (_, history, asOf) =>
    ever(history, 'order_placed', asOf).length > 0 && recent(history, 'order_placed', 180, asOf).length === 0,
  'engaged-readers': (_, history, asOf) => opens(history, 180, asOf).length >= 2,
  dormant,
  'california-buyers': (person, history, asOf) =>
    person.region === 'California' &&
    totalCents(recent(history, 'order_placed', 90, asOf)) > 50_00 &&
    opens(history, 60, asOf).length > 0,
  browsers: (_, history, asOf) =>
    recent(history, 'product_viewed', 180, asOf).length >= 3 &&
    ever(history, 'order_placed', asOf).length === 0,
  vip: (person, history, asOf) => bigSpender(person, history, asOf) && !dormant(person, history, asOf),
} as const satisfies Record<string, SegmentRule>

export type SegmentName = keyof typeof SEGMENT_RULES
export const SEGMENT_NAMES = Object.keys(SEGMENT_RULES) as readonly SegmentName[]
