/** Points in (-1, 1) and their weights, which sum to 2. */
export interface Quadrature {
  readonly points: Float64Array
  readonly weights: Float64Array
}

const MAX_STEPS = 50

/**
 * The rule that integrates polynomials up to degree 2n - 1 exactly: the zeros of the n-th Legendre
 * polynomial, found by Newton's method from Tricomi's start. Source: NIST DLMF 3.5(v).
 */
export function gaussLegendre(n: number): Quadrature {
  const points = new Float64Array(n)
  const weights = new Float64Array(n)
  for (let i = 0; i < Math.ceil(n / 2); i += 1) {
    let x = Math.cos((Math.PI * (i + 0.75)) / (n + 0.5))
    let slope = 1
    for (let step = 0; step < MAX_STEPS; step += 1) {
      const [value, before] = legendre(n, x)
      slope = (n * (x * value - before)) / (x * x - 1)
      const change = value / slope
      x -= change
      if (Math.abs(change) < 1e-16) break
    }
    const weight = 2 / ((1 - x * x) * slope * slope)
    points[i] = -x
    points[n - 1 - i] = x
    weights[i] = weight
    weights[n - 1 - i] = weight
  }
  return { points, weights }
}

function legendre(n: number, x: number): [value: number, before: number] {
  let before = 1
  let value = x
  for (let k = 2; k <= n; k += 1) {
    const next = ((2 * k - 1) * x * value - (k - 1) * before) / k
    before = value
    value = next
  }
  return [value, before]
}
