import { logOddsOf } from './log-odds.ts'
import { minimise } from './minimise.ts'

export interface PlattCalibration {
  readonly kind: 'platt'
  readonly slope: number
  readonly intercept: number
}

/** Keeps the two numbers finite where the classes are parted without overlap. */
const L2 = 1e-3

/**
 * A logistic curve over the model's log-odds (Platt 1999), fitted to his smoothed targets, which
 * never ask for certainty. A falling curve would turn the order round: then nothing is changed.
 */
export function fitPlatt(
  probabilities: Float64Array,
  labels: Uint8Array,
): PlattCalibration | { readonly kind: 'none' } {
  const positives = labels.reduce((sum, label) => sum + label, 0)
  const negatives = labels.length - positives
  if (positives === 0 || negatives === 0) return { kind: 'none' }
  const high = (positives + 1) / (positives + 2)
  const low = 1 / (negatives + 2)
  const scores = probabilities.map(logOddsOf)
  const { point } = minimise({
    start: Float64Array.of(1, 0),
    curvature() {
      const sums = curvatureOf(scores)
      return Float64Array.of(sums[0] + L2, sums[1], sums[1], sums[2] + L2)
    },
    evaluate([slope = 0, intercept = 0], gradient) {
      let loss = (L2 / 2) * ((slope - 1) ** 2 + intercept ** 2)
      let bySlope = L2 * (slope - 1)
      let byIntercept = L2 * intercept
      for (let row = 0; row < scores.length; row += 1) {
        const score = scores[row] as number
        const z = slope * score + intercept
        const target = labels[row] === 1 ? high : low
        loss += Math.log1p(Math.exp(-Math.abs(z))) + Math.max(0, z) - target * z
        const residual = 1 / (1 + Math.exp(-z)) - target
        bySlope += residual * score
        byIntercept += residual
      }
      gradient[0] = bySlope
      gradient[1] = byIntercept
      return loss
    },
  })
  const [slope = 0, intercept = 0] = point
  return slope > 0 ? { kind: 'platt', slope, intercept } : { kind: 'none' }
}

/** Second derivatives of the log loss where the curve is still the identity. */
function curvatureOf(scores: Float64Array): [number, number, number] {
  let [squares, sums, total] = [0, 0, 0]
  for (const score of scores) {
    const p = 1 / (1 + Math.exp(-score))
    const weight = p * (1 - p)
    squares += weight * score * score
    sums += weight * score
    total += weight
  }
  return [squares, sums, total]
}
