import type { Slot } from '../lower/segment-plan.ts'
import { nthSmallest } from './nth-smallest.ts'

type Rank = Pick<Extract<Slot, { kind: 'rank' }>, 'top' | 'millionths' | 'tiesIn'>

const MILLION = 1_000_000

/**
 * 1 for those whose value lies on the right side of the cut; whoever has NaN is not ranked. The cut is a
 * value, found once; who has it is decided by comparing, so that equal values are treated alike.
 */
export function rankFlags(values: Float64Array, { top, millionths, tiesIn }: Rank): Uint8Array {
  const sign = top ? -1 : 1
  const keys = new Float64Array(values.length)
  let count = 0
  for (let contact = 0; contact < values.length; contact++) {
    const value = values[contact] as number
    if (!Number.isNaN(value)) keys[count++] = sign * value
  }
  const ranks = keys.subarray(0, count)
  // Whole millionths, so that a fifth of five contacts is one and not a little more.
  const share = (millionths * count) / MILLION
  // The last that finds room, or the first that finds none.
  const cut = tiesIn
    ? (nthSmallest(ranks, Math.ceil(share) - 1) ?? Number.NaN)
    : (nthSmallest(ranks, Math.floor(share)) ?? Number.POSITIVE_INFINITY)
  const flags = new Uint8Array(values.length)
  for (let contact = 0; contact < values.length; contact++) {
    const key = sign * (values[contact] as number)
    flags[contact] = Number(tiesIn ? key <= cut : key < cut)
  }
  return flags
}
