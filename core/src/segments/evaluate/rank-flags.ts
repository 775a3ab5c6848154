import type { Slot } from '../lower/segment-plan.ts'
import type { NumberColumn } from './column.ts'
import { nthSmallest } from './nth-smallest.ts'

type Numbers = NumberColumn['values']
type Rank = Pick<Extract<Slot, { kind: 'rank' }>, 'top' | 'millionths' | 'tiesIn'>

/** Who is ranked by which values. */
export interface Ranked {
  readonly of: Numbers
  /** Whoever has none of these is not ranked; null ranks whoever has a value. */
  readonly counted: Numbers | null
  readonly population: Uint32Array
}

const MILLION = 1_000_000

/**
 * 1 for those whose value lies on the right side of the cut; whoever has NaN is not ranked. The cut is a
 * value, found once; who has it is decided by comparing, so that equal values are treated alike.
 */
export function rankFlags(ranked: Ranked, { top, millionths, tiesIn }: Rank): Uint8Array {
  const { keys, flags, ranks } = keysOf(ranked, top ? -1 : 1)
  // Whole millionths, so that a fifth of five contacts is one and not a little more.
  const share = (millionths * ranks.length) / MILLION
  // The last that finds room, or the first that finds none.
  const cut = tiesIn
    ? (nthSmallest(ranks, Math.ceil(share) - 1) ?? Number.NaN)
    : (nthSmallest(ranks, Math.floor(share)) ?? Number.POSITIVE_INFINITY)
  for (let contact = 0; contact < flags.length; contact++) {
    const key = keys[contact] as number
    flags[contact] = (flags[contact] as number) & Number(tiesIn ? key <= cut : key < cut)
  }
  return flags
}

/** What everybody's place goes by, ascending; 1 for who is ranked; and what those go by, for the search to reorder. */
function keysOf({ of, counted, population }: Ranked, sign: 1 | -1) {
  // Copies of one kind of array, so that the loops over them are compiled for that kind alone.
  const keys = new Float64Array(of)
  const counts = counted === null ? new Float64Array(of.length).fill(1) : new Float64Array(counted)
  const flags = new Uint8Array(of.length)
  const ranks = new Float64Array(of.length)
  let found = 0
  for (let contact = 0; contact < keys.length; contact++) {
    const key = sign * (keys[contact] as number)
    const isThere = ((population[contact >>> 5] as number) >>> (contact & 31)) & 1
    // No branches: on mixed contacts each would be guessed wrongly every other time.
    const isRanked = isThere & Number(!Number.isNaN(key)) & Number(counts[contact] !== 0)
    keys[contact] = key
    flags[contact] = isRanked
    ranks[found] = key
    found += isRanked
  }
  return { keys, flags, ranks: ranks.subarray(0, found) }
}
