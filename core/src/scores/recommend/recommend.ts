import type { Recommender } from './recommender.ts'

/** What a contact has had, as places in the recommender's items. Items it does not know are left out before. */
export interface History {
  /** What speaks for other items. */
  readonly items: readonly number[]
  /** What is not recommended again. */
  readonly without: readonly number[]
}

export interface Recommended {
  /** Places of items, best first. */
  readonly items: readonly number[]
  /** Whether the contact's own history chose the first of them, or what many have. */
  readonly by: 'history' | 'trend'
}

/**
 * Recommends up to `most` items, contact after contact. Equal weights are decided by the ids of the items.
 * Only what something speaks for is recommended; places left are filled with what is trending, so a contact
 * gets fewer only where nothing else is left that it has not had.
 */
export function recommendWith(recommender: Recommender, most: number): (history: History) => Recommended {
  const { kind, items, trending, popular } = recommender
  const speak = voicesOf(recommender)
  const weights = new Float64Array(items.length)
  const barred = new Uint8Array(items.length)
  return ({ items: had, without }) => {
    for (const item of without) barred[item] = 1
    const touched = speak(had, weights)
    const best = bestOf(touched, weights, barred, most)
    for (const item of touched) weights[item] = 0
    const chosen = [...best]
    for (const item of kind === 'popular' && had.length > 0 ? [...popular, ...trending] : trending) {
      if (chosen.length >= most) break
      if (barred[item] === 0 && !chosen.includes(item)) chosen.push(item)
    }
    for (const item of without) barred[item] = 0
    return { items: chosen, by: best.length > 0 ? 'history' : 'trend' }
  }
}

/** Adds up what a history speaks for, and says which items it touched. */
function voicesOf({ neighbours, items }: Recommender) {
  if (neighbours === null) return () => []
  const starts = Uint32Array.from(neighbours.starts)
  const targets = Uint32Array.from(neighbours.items)
  const values = Float64Array.from(neighbours.weights)
  const seen = new Uint8Array(items.length)
  return (had: readonly number[], weights: Float64Array): number[] => {
    const touched: number[] = []
    for (const item of had) {
      for (let at = starts[item] as number; at < (starts[item + 1] as number); at += 1) {
        const target = targets[at] as number
        if (seen[target] === 0) {
          seen[target] = 1
          touched.push(target)
        }
        weights[target] = (weights[target] as number) + (values[at] as number)
      }
    }
    for (const item of touched) seen[item] = 0
    return touched
  }
}

/** The places of the largest positive weights, kept in order by insertion: few of many. */
function bestOf(
  touched: readonly number[],
  weights: Float64Array,
  barred: Uint8Array,
  most: number,
): number[] {
  const best: number[] = []
  for (const item of touched) {
    const weight = weights[item] as number
    if (weight <= 0 || barred[item] === 1) continue
    let place = best.length
    while (place > 0 && isBefore(item, weight, best[place - 1] as number, weights)) place -= 1
    if (place >= most) continue
    best.splice(place, 0, item)
    if (best.length > most) best.length = most
  }
  return best
}

function isBefore(item: number, weight: number, other: number, weights: Float64Array): boolean {
  const its = weights[other] as number
  return weight > its || (weight === its && item < other)
}
