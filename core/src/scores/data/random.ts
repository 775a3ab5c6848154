/** Draws the next number, 0 <= x < 1, with 32 random bits. */
export type Random = () => number

/**
 * A generator with a state of its own: the same seed gives the same numbers on every machine, which
 * is what makes a model's bytes repeatable. Algorithm: sfc32 (C. Doty-Humphrey, PractRand).
 */
export function createRandom(seed: number): Random {
  let a = 0x9e3779b9
  let b = 0x243f6a88
  let c = seed >>> 0
  let counter = 1
  const next = () => {
    const sum = (a + b + counter) >>> 0
    counter = (counter + 1) >>> 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) >>> 0
    c = (((c << 21) | (c >>> 11)) + sum) >>> 0
    return sum / 4_294_967_296
  }
  // Seeds that differ in few bits start alike; the author's recommended 12 rounds part them.
  for (let round = 0; round < 12; round += 1) next()
  return next
}
