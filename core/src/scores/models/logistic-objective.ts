import { logOddsOf } from './log-odds.ts'
import type { Objective } from './minimise.ts'

/** Rows that are worked on together: their part of all columns stays in the processor's cache. */
const BLOCK = 2048

/** Factors of at most 2 that are multiplied before one logarithm is taken of them all; 2^512 is finite. */
const FACTORS = 512

/** Curvature is estimated on at most about this many rows; it only shapes the steps, not the optimum. */
const CURVATURE_ROWS = 16_384

/**
 * Sum of log losses + l2 / 2 × |coefficients|² over standardised columns, with its gradient; the
 * last parameter is the intercept, which is not penalised.
 */
export function createLogisticObjective(
  columns: readonly Float64Array[],
  labels: Uint8Array,
  l2: number,
  weights?: Float64Array,
): Objective {
  const rows = labels.length
  const size = columns.length + 1
  const total = weights ? weights.reduce((sum, weight) => sum + weight, 0) : rows
  const positives = labels.reduce((sum, label, row) => sum + label * (weights?.[row] ?? 1), 0)
  const rate = positives / total
  const start = new Float64Array(size)
  start[size - 1] = logOddsOf(rate)
  const work = new Float64Array(BLOCK)

  return {
    start,
    curvature: () => curvatureAt(columns, l2, rate * (1 - rate), total, weights),
    evaluate(point, gradient) {
      let loss = 0
      for (let place = 0; place < size - 1; place += 1) {
        const coefficient = point[place] as number
        loss += (l2 / 2) * coefficient * coefficient
        gradient[place] = l2 * coefficient
      }
      gradient[size - 1] = 0
      for (let from = 0; from < rows; from += BLOCK) {
        const to = Math.min(rows, from + BLOCK)
        addScores(columns, point, from, to, work)
        loss += toResiduals(labels, from, to, work, weights)
        addGradient(columns, from, to, work, gradient)
      }
      return loss
    },
  }
}

/** Writes each row's log-odds to `work`. Four columns at a time, so that sums are loaded and stored less often. */
function addScores(
  columns: readonly Float64Array[],
  point: Float64Array,
  from: number,
  to: number,
  work: Float64Array,
): void {
  work.fill(point[columns.length] as number)
  let place = 0
  for (; place + 4 <= columns.length; place += 4) {
    const [a, b, c, d] = columns.slice(place, place + 4) as [
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
    ]
    const [p, q, r, s] = point.subarray(place, place + 4) as unknown as [number, number, number, number]
    for (let row = from, at = 0; row < to; row += 1, at += 1)
      work[at] =
        (work[at] as number) +
        p * (a[row] as number) +
        q * (b[row] as number) +
        r * (c[row] as number) +
        s * (d[row] as number)
  }
  for (; place < columns.length; place += 1) {
    const column = columns[place] as Float64Array
    const coefficient = point[place] as number
    for (let row = from, at = 0; row < to; row += 1, at += 1)
      work[at] = (work[at] as number) + coefficient * (column[row] as number)
  }
}

/** Replaces log-odds by probability − label, weighted, and returns the block's log loss. */
function toResiduals(
  labels: Uint8Array,
  from: number,
  to: number,
  work: Float64Array,
  weights?: Float64Array,
): number {
  let loss = 0
  let product = 1
  for (let row = from, at = 0; row < to; row += 1, at += 1) {
    const score = work[at] as number
    const label = labels[row] as number
    // exp of a negative number neither overflows nor loses the small tail.
    const odds = Math.exp(score < 0 ? score : -score)
    const weight = weights === undefined ? 1 : (weights[row] as number)
    loss += weight * ((score > 0 ? score : 0) - label * score)
    if (weights === undefined) {
      product *= 1 + odds
      if (at % FACTORS === FACTORS - 1) {
        loss += Math.log(product)
        product = 1
      }
    } else loss += weight * Math.log1p(odds)
    work[at] = weight * ((score < 0 ? odds : 1) / (1 + odds) - label)
  }
  return loss + Math.log(product)
}

function addGradient(
  columns: readonly Float64Array[],
  from: number,
  to: number,
  work: Float64Array,
  gradient: Float64Array,
): void {
  let place = 0
  for (; place + 4 <= columns.length; place += 4) {
    const [a, b, c, d] = columns.slice(place, place + 4) as [
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
    ]
    let [p, q, r, s] = [0, 0, 0, 0]
    for (let row = from, at = 0; row < to; row += 1, at += 1) {
      const residual = work[at] as number
      p += residual * (a[row] as number)
      q += residual * (b[row] as number)
      r += residual * (c[row] as number)
      s += residual * (d[row] as number)
    }
    gradient[place] = (gradient[place] as number) + p
    gradient[place + 1] = (gradient[place + 1] as number) + q
    gradient[place + 2] = (gradient[place + 2] as number) + r
    gradient[place + 3] = (gradient[place + 3] as number) + s
  }
  for (; place < columns.length; place += 1) {
    const column = columns[place] as Float64Array
    let sum = 0
    for (let row = from, at = 0; row < to; row += 1, at += 1)
      sum += (work[at] as number) * (column[row] as number)
    gradient[place] = (gradient[place] as number) + sum
  }
  let sum = 0
  for (let at = 0; at < to - from; at += 1) sum += work[at] as number
  gradient[columns.length] = (gradient[columns.length] as number) + sum
}

/** The second derivatives at the start, where every row has the same probability: rate (1 − rate) XᵀX + l2 I. */
function curvatureAt(
  columns: readonly Float64Array[],
  l2: number,
  variance: number,
  total: number,
  weights?: Float64Array,
): Float64Array {
  const size = columns.length + 1
  const result = new Float64Array(size * size)
  const rows = columns[0]?.length ?? 0
  const step = Math.max(1, Math.ceil(rows / CURVATURE_ROWS))
  const sample = [...columns, new Float64Array(rows).fill(1)].map(column => everyNth(column, step))
  const sampleWeights = weights && everyNth(weights, step)
  const sampled = sampleWeights
    ? sampleWeights.reduce((sum, weight) => sum + weight, 0)
    : Math.ceil(rows / step)
  const scale = sampled > 0 ? (variance * total) / sampled : 0
  for (let i = 0; i < size; i += 1) {
    const left = sampleWeights
      ? (sample[i] as Float64Array).map((value, row) => value * (sampleWeights[row] as number))
      : (sample[i] as Float64Array)
    for (let j = 0; j <= i; j += 1) {
      const right = sample[j] as Float64Array
      let sum = 0
      for (let row = 0; row < left.length; row += 1) sum += (left[row] as number) * (right[row] as number)
      const value = scale * sum + (i === j && i < size - 1 ? l2 : 0)
      result[i * size + j] = value
      result[j * size + i] = value
    }
  }
  // Without columns there is only the intercept, whose curvature needs no row.
  if (columns.length === 0) result[0] = variance * total
  return result
}

function everyNth(column: Float64Array, step: number): Float64Array {
  const result = new Float64Array(Math.ceil(column.length / step))
  for (let at = 0; at < result.length; at += 1) result[at] = column[at * step] as number
  return result
}
