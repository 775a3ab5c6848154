/**
 * How much each item speaks for others: a few weights an item instead of one for every two of them.
 * Plain numbers, so that a stored model has the same bytes as the trained one.
 */
export interface Neighbours {
  /** What item `i` speaks for is from `starts[i]` to `starts[i + 1]`. */
  readonly starts: readonly number[]
  readonly items: readonly number[]
  readonly weights: readonly number[]
}

/** Weights keep so many digits: more would not change an order that anybody could see. */
const DIGITS = 5

/** One target's strongest sources. */
export interface Sources {
  readonly items: readonly number[]
  readonly weights: readonly number[]
}

/** Turns what speaks for each item into what each item speaks for. */
export function neighboursOf(items: number, sourcesOf: (target: number) => Sources): Neighbours {
  const counts = new Uint32Array(items + 1)
  const all: Sources[] = []
  for (let target = 0; target < items; target += 1) {
    const sources = sourcesOf(target)
    for (const item of sources.items) counts[item + 1] = (counts[item + 1] as number) + 1
    all.push(sources)
  }
  for (let item = 0; item < items; item += 1)
    counts[item + 1] = (counts[item + 1] as number) + (counts[item] as number)
  const next = counts.slice()
  const total = counts[items] as number
  const targets = new Uint32Array(total)
  const weights = new Float64Array(total)
  for (const [target, sources] of all.entries())
    for (const [place, item] of sources.items.entries()) {
      const at = next[item] as number
      targets[at] = target
      weights[at] = Number((sources.weights[place] as number).toPrecision(DIGITS))
      next[item] = at + 1
    }
  return { starts: Array.from(counts), items: Array.from(targets), weights: Array.from(weights) }
}

/** The places of the largest weights by size, whatever their sign, at most `most`; equal ones by place. Ascending. */
export function strongest(weights: ArrayLike<number>, most: number): number[] {
  const places: number[] = []
  for (let place = 0; place < weights.length; place += 1) if (weights[place] !== 0) places.push(place)
  if (places.length > most) {
    const size = (place: number) => Math.abs(weights[place] as number)
    places.sort((a, b) => size(b) - size(a) || a - b)
    places.length = most
    places.sort((a, b) => a - b)
  }
  return places
}
