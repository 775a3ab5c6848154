import type { RosterCondition } from '../definition/roster-condition.ts'

/** The event types that random worlds and definitions use: few, so that they meet. */
export const EVENT_TYPES = ['order_placed', 'order_refunded', 'survey_answered', 'survey_seen'] as const

/** The attributes and properties that they use. */
export const NAMES: ReadonlySet<string> = new Set([
  'label',
  'labels',
  'points',
  'price',
  'happy',
  'due',
  'seen',
  'total',
  'items',
  'category',
])

/** Types that are measured together, because they have their properties in common. */
export const TYPE_GROUPS: readonly (readonly string[])[] = [
  ['order_placed'],
  ['survey_answered'],
  ['order_refunded', 'order_placed'],
  ['survey_seen', 'survey_answered'],
]

/** Leaves about what no fact says. */
export const ROSTERS: readonly RosterCondition[] = [
  { consent: 'email', is: 'opted_out' },
  { consent: 'sms', topic: 'news', is: 'subscribed' },
  { tag: 'VIP', connection: 'shop' },
  { list: 'News', connection: 'shop', container: 'a' },
]

/** Parts that few events amount to exactly. */
export const FEW_PARTS = [0, 0.5, '50%', '33.3333%', 0.333333, '100%', 1, '0.1%'] as const
