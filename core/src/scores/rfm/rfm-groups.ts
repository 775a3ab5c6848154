import type { PurchaseFigures, RfmScores } from './rfm-scores.ts'

/** Values from `from` on, it included, and below `below`, it excluded. */
export interface Range {
  readonly from?: number
  readonly below?: number
}

/** A name for those whose scores and figures lie in all of its ranges. */
export interface RfmGroup {
  readonly id: string
  readonly title: string
  readonly r?: Range
  readonly f?: Range
  readonly m?: Range
  readonly orders?: Range
  readonly recencyDays?: Range
  readonly tenureDays?: Range
}

/**
 * The groups that most shops start from, in the order in which they are asked: the first that fits names the
 * contact. `docs/scores/rfm.md` prints this table. Another list takes its place as a whole.
 */
export const RFM_GROUPS: readonly RfmGroup[] = [
  { id: 'new', title: 'First order within the last 30 days', tenureDays: { below: 30 } },
  {
    id: 'once',
    title: 'Ordered once and did not return for 90 days',
    orders: { below: 2 },
    recencyDays: { from: 90 },
  },
  {
    id: 'champions',
    title: 'Order again, lately, and spend most',
    orders: { from: 2 },
    r: { from: 4 },
    m: { from: 5 },
  },
  { id: 'loyal', title: 'Order often, and lately', orders: { from: 2 }, r: { from: 4 }, f: { from: 4 } },
  { id: 'promising', title: 'Ordered lately, not often yet', r: { from: 4 } },
  { id: 'slipping', title: 'Valuable, and quiet for longer than most', r: { below: 3 }, m: { from: 4 } },
  { id: 'dormant', title: 'Quiet for longer than most', r: { below: 3 } },
  { id: 'steady', title: 'In the middle' },
]

const RANGES = ['orders', 'recencyDays', 'tenureDays'] as const
const SCORES = ['r', 'f', 'm'] as const

/**
 * The group of every row by its id: that of the first group that fits, or null for those who never bought and
 * where none fits.
 */
export function groupRfm(
  scores: RfmScores,
  figures: PurchaseFigures,
  groups: readonly RfmGroup[] = RFM_GROUPS,
): (string | null)[] {
  return Array.from(scores.r, (r, row) => {
    if (r === 0) return null
    const fits = (group: RfmGroup) =>
      SCORES.every(name => isWithin(group[name], scores[name][row] as number)) &&
      RANGES.every(name => isWithin(group[name], figures[name][row] as number))
    return groups.find(fits)?.id ?? null
  })
}

/** What is not known lies in no range. */
const isWithin = (range: Range | undefined, value: number) =>
  range === undefined ||
  (value >= (range.from ?? Number.NEGATIVE_INFINITY) && value < (range.below ?? Number.POSITIVE_INFINITY))
