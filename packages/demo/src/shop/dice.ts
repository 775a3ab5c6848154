/** Seeded chance. Every part of the shop rolls dice of its own, so a change in one part leaves the others as they were. */
export interface Dice {
  /** Uniform in [0, 1). */
  readonly next: () => number
  /** A whole number, `low <= n <= high`. */
  between(low: number, high: number): number
  chance(probability: number): boolean
  /** @throws RangeError for an empty list. */
  pick<Item>(items: readonly Item[]): Item
  /** Milliseconds, in whole seconds, until something that happens every `meanMs` on average (exponential). */
  waitMs(meanMs: number): number
}

/** Dice for one purpose: the same seed, purpose and number roll the same on every machine. */
export function dice(seed: number, purpose: string, no = 0): Dice {
  let state = mix(mix(seed >>> 0, hash(purpose)), no)
  const next = () => {
    // Mulberry32: one word of state, good enough for a made-up shop, useless for secrets.
    state = (state + 0x6d2b79f5) >>> 0
    let word = Math.imul(state ^ (state >>> 15), state | 1)
    word ^= word + Math.imul(word ^ (word >>> 7), word | 61)
    return ((word ^ (word >>> 14)) >>> 0) / 4_294_967_296
  }
  return {
    next,
    between: (low, high) => low + Math.floor(next() * (high - low + 1)),
    chance: probability => next() < probability,
    pick: items => {
      if (items.length === 0) throw new RangeError('Nothing to pick from: the list is empty.')
      return items[Math.floor(next() * items.length)] as (typeof items)[number]
    },
    waitMs: meanMs => Math.ceil((-Math.log(1 - next()) * meanMs) / 1_000) * 1_000,
  }
}

/** FNV-1a over UTF-16 units: purposes are short ASCII words. */
function hash(text: string): number {
  let word = 0x811c9dc5
  for (let at = 0; at < text.length; at++) word = Math.imul(word ^ text.charCodeAt(at), 0x01000193) >>> 0
  return word
}

function mix(a: number, b: number): number {
  let word = (a ^ Math.imul(b + 0x9e3779b9, 0x85ebca6b)) >>> 0
  word = Math.imul(word ^ (word >>> 16), 0x85ebca6b) >>> 0
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35) >>> 0
  return (word ^ (word >>> 16)) >>> 0
}
