import { days } from '../../schema/index.ts'
import { contactsByItem, type Interactions } from './interactions.ts'

/** Contacts of each item. */
export const popularity = (interactions: Interactions): Float64Array =>
  Float64Array.from(contactsByItem(interactions))

/** Contacts of each item, each counting half as much once a half-life has passed since. */
export function trend(
  { items, item, lastAt }: Interactions,
  { now, halfLifeDays }: { readonly now: number; readonly halfLifeDays: number },
): Float64Array {
  const sums = new Float64Array(items.length)
  const halfLifeMs = days(halfLifeDays)
  for (const [row, one] of item.entries())
    sums[one] = (sums[one] as number) + 0.5 ** (Math.max(0, now - (lastAt[row] as number)) / halfLifeMs)
  return sums
}

/** Places by falling weight, equal ones by place: the order of the ids. Items without any weight are left out. */
export function ranked(weights: Float64Array, most: number): number[] {
  const places: number[] = []
  for (const [place, weight] of weights.entries()) if (weight > 0) places.push(place)
  places.sort((a, b) => (weights[b] as number) - (weights[a] as number) || a - b)
  return places.slice(0, most)
}
