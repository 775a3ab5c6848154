import { gaussLegendre } from '../statistics/gauss-legendre.ts'
import { normalUpper } from '../statistics/normal.ts'

/**
 * Sums of normal steps that have stayed within their limits so far: the chance of every place, as points
 * with their share of it. What is missing to 1 has crossed a limit. Sums have the variance of the
 * information, so that the z statistic at information t is the sum over √t.
 */
export interface Inside {
  readonly information: number
  readonly places: Float64Array
  readonly chances: Float64Array
}

/** Before the first step: everything lies at 0. */
export const AT_REST: Inside = { information: 0, places: Float64Array.of(0), chances: Float64Array.of(1) }

const RULE = gaussLegendre(16)
/** Farther out than this many standard deviations nothing is left to carry on. */
const FAR_OUT = 9

/** The chance that the next sum, at `information`, lies beyond ±limit, not having crossed before. */
export function chanceBeyond({ information: from, places, chances }: Inside, to: number, limit: number) {
  const step = Math.sqrt(to - from)
  let crossed = 0
  for (let i = 0; i < places.length; i += 1) {
    const at = places[i] as number
    crossed += (chances[i] as number) * (normalUpper((limit - at) / step) + normalUpper((limit + at) / step))
  }
  return crossed
}

/**
 * Carries on those that stay within ±limit at the next step, by Gauss-Legendre quadrature, 16 points to
 * every two standard deviations of the step. Source: P. Armitage, C. K. McPherson & B. C. Rowe 1969,
 * "Repeated significance tests on accumulating data".
 */
export function stayedInside({ information: from, places, chances }: Inside, to: number, limit: number) {
  const step = Math.sqrt(to - from)
  const next = grid(Math.min(limit, FAR_OUT * Math.sqrt(to)), step)
  const scale = 1 / (step * Math.sqrt(2 * Math.PI))
  const arrived = next.places.map((place, j) => {
    let density = 0
    for (let i = 0; i < places.length; i += 1) {
      const z = (place - (places[i] as number)) / step
      density += (chances[i] as number) * Math.exp((-z * z) / 2)
    }
    return density * scale * (next.weights[j] as number)
  })
  return { information: to, places: next.places, chances: arrived } satisfies Inside
}

function grid(limit: number, step: number): { places: Float64Array; weights: Float64Array } {
  const panels = Math.max(1, Math.ceil(limit / step))
  const width = (2 * limit) / panels
  const size = panels * RULE.points.length
  const places = new Float64Array(size)
  const weights = new Float64Array(size)
  for (let i = 0; i < size; i += 1) {
    const k = i % RULE.points.length
    const panel = Math.floor(i / RULE.points.length)
    places[i] = -limit + width * (panel + ((RULE.points[k] as number) + 1) / 2)
    weights[i] = ((RULE.weights[k] as number) * width) / 2
  }
  return { places, weights }
}
