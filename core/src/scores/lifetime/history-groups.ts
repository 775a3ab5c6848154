import type { PurchaseHistories } from './purchase-histories.ts'
import { MAX_DAYS } from './purchase-histories.ts'

/**
 * The different histories and how often each occurs. Most contacts of a shop share theirs with others,
 * and a likelihood costs as much as there are different ones. Times are in weeks, as in the literature.
 */
export interface HistoryGroups {
  readonly repeats: Float64Array
  readonly lastWeeks: Float64Array
  readonly ageWeeks: Float64Array
  readonly counts: Float64Array
  /** How many contacts have x repeats, for x from 0 to the largest. */
  readonly countsByRepeats: Float64Array
}

const BASE = MAX_DAYS + 1
export const DAYS_A_WEEK = 7

/** Groups every `every`-th history, from the first on. */
export function groupHistories({ repeats, lastDays, ageDays }: PurchaseHistories, every = 1): HistoryGroups {
  const rows = Math.ceil(repeats.length / every)
  // At most 65,535 each, so all three fit the 53 exact bits of a double.
  const keys = new Float64Array(rows)
  for (let i = 0; i < rows; i += 1) {
    const row = i * every
    keys[i] = ((repeats[row] as number) * BASE + (lastDays[row] as number)) * BASE + (ageDays[row] as number)
  }
  keys.sort()
  let size = 0
  for (let i = 0; i < rows; i += 1) if (i === 0 || keys[i] !== keys[i - 1]) size += 1
  const groups = {
    repeats: new Float64Array(size),
    lastWeeks: new Float64Array(size),
    ageWeeks: new Float64Array(size),
    counts: new Float64Array(size),
    countsByRepeats: new Float64Array(Math.floor((keys[rows - 1] ?? 0) / BASE / BASE) + 1),
  }
  let group = -1
  for (let i = 0; i < rows; i += 1) {
    const key = keys[i] as number
    const x = Math.floor(key / BASE / BASE)
    if (i === 0 || key !== keys[i - 1]) {
      group += 1
      groups.repeats[group] = x
      groups.lastWeeks[group] = (Math.floor(key / BASE) % BASE) / DAYS_A_WEEK
      groups.ageWeeks[group] = (key % BASE) / DAYS_A_WEEK
    }
    groups.counts[group] = (groups.counts[group] as number) + 1
    groups.countsByRepeats[x] = (groups.countsByRepeats[x] as number) + 1
  }
  return groups
}
