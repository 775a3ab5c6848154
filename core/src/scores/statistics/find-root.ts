const MAX_STEPS = 200

/**
 * Where a continuous function crosses zero between `low` and `high`, whose values must differ in sign.
 * Brent's method without its bookkeeping: the secant where it helps, the middle where it does not
 * (Chandrupatla 1997). Throws a RangeError when both ends lie on one side.
 */
export function findRoot(f: (x: number) => number, low: number, high: number): number {
  let [b, a] = [low, high]
  let [fb, fa] = [f(b), f(a)]
  if (fb === 0) return b
  if (fa === 0) return a
  if (Math.sign(fa) === Math.sign(fb)) {
    throw new RangeError(`No crossing between ${low} and ${high}: both ends lie on one side.`)
  }
  let c = a
  let fc = fa
  let share = 0.5
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const x = a + share * (b - a)
    const fx = f(x)
    if (Math.sign(fx) === Math.sign(fa)) {
      c = a
      fc = fa
    } else {
      c = b
      fc = fb
      b = a
      fb = fa
    }
    a = x
    fa = fx
    const best = Math.abs(fa) < Math.abs(fb) ? a : b
    const least = (2 * Number.EPSILON * Math.abs(best) + Number.MIN_VALUE) / Math.abs(b - a)
    if (least > 0.5 || fa === 0) return best
    const xi = (a - b) / (c - b)
    const phi = (fa - fb) / (fc - fb)
    const quadratic = phi * phi < xi && (1 - phi) * (1 - phi) < 1 - xi
    const wished = quadratic
      ? (fa / (fb - fa)) * (fc / (fb - fc)) + (((c - a) / (b - a)) * fa * fb) / ((fc - fa) * (fc - fb))
      : 0.5
    share = Math.min(1 - least, Math.max(least, wished))
  }
  return a
}
