/**
 * A function's value for parameters above 0; it writes its slopes by their *logarithms* into `gradient`.
 */
export type Objective = (parameters: Float64Array, gradient: Float64Array) => number

export interface Maximum {
  readonly parameters: Float64Array
  readonly value: number
  /** False when the bound on steps ended the search. */
  readonly settled: boolean
}

const MAX_STEPS = 300
const MAX_HALVINGS = 40
/** One step changes no parameter by more than a factor of e². */
const MAX_CHANGE = 2
/** Parameters lie between e^-12 and e^12, 162,755; at the edge a model has degenerated into a simpler one. */
const EDGE = 12
/** The search ends when Newton's step promises less than this share of the value: below it sums only round. */
const ENOUGH = 1e-12

/**
 * The maximum of a smooth function of few positive parameters, searched over their logarithms by the quasi-Newton method of Broyden, Fletcher,
 * Goldfarb and Shanno, with a halving line search (Nocedal & Wright 2006, algorithm 6.1). A function that
 * rises towards infinity ends at the edge.
 */
export function maximise(objective: Objective, start: readonly number[]): Maximum {
  const size = start.length
  let point = Float64Array.from(start, Math.log)
  let gradient = new Float64Array(size)
  let value = objective(point.map(Math.exp), gradient)
  const found = (settled: boolean): Maximum => ({ parameters: point.map(Math.exp), value, settled })
  let inverse = identity(size)
  for (let step = 0; step < MAX_STEPS; step += 1) {
    let direction = times(inverse, gradient)
    holdAtEdge(direction, point)
    let rise = dot(direction, gradient)
    if (!(rise > 0)) {
      inverse = identity(size)
      direction = Float64Array.from(gradient)
      holdAtEdge(direction, point)
      rise = dot(direction, gradient)
    }
    if (rise < ENOUGH * Math.abs(value)) return found(true)
    let share = Math.min(1, MAX_CHANGE / largest(direction))
    const nextGradient = new Float64Array(size)
    let next = moved(point, direction, share)
    let nextValue = objective(next.map(Math.exp), nextGradient)
    for (let n = 0; n < MAX_HALVINGS && !(nextValue >= value + 1e-4 * share * rise); n += 1) {
      share /= 2
      next = moved(point, direction, share)
      nextValue = objective(next.map(Math.exp), nextGradient)
    }
    // No step rises any more: what is left is the rounding of the sum.
    if (!(nextValue >= value)) return found(true)
    update(inverse, difference(next, point), difference(gradient, nextGradient), step === 0)
    point = next
    gradient = nextGradient
    value = nextValue
  }
  return found(false)
}

function holdAtEdge(direction: Float64Array, point: Float64Array) {
  for (let i = 0; i < point.length; i += 1) {
    const at = point[i] as number
    const towards = direction[i] as number
    if ((at >= EDGE && towards > 0) || (at <= -EDGE && towards < 0)) direction[i] = 0
  }
}

const moved = (point: Float64Array, direction: Float64Array, share: number) =>
  point.map((at, i) => Math.min(EDGE, Math.max(-EDGE, at + share * (direction[i] as number))))

/** Takes in the last step: `s` is how far it went, `y` how much the slopes fell on the way. */
function update(inverse: Float64Array[], s: Float64Array, y: Float64Array, first: boolean) {
  const curvature = dot(s, y)
  if (!(curvature > 1e-12)) return
  const size = s.length
  if (first) {
    const scale = curvature / dot(y, y)
    for (let i = 0; i < size; i += 1) (inverse[i] as Float64Array)[i] = scale
  }
  const hy = times(inverse, y)
  const factor = (1 + dot(y, hy) / curvature) / curvature
  for (let i = 0; i < size; i += 1) {
    const row = inverse[i] as Float64Array
    const si = s[i] as number
    const hi = hy[i] as number
    for (let j = 0; j < size; j += 1) {
      const sj = s[j] as number
      row[j] = (row[j] as number) + factor * si * sj - (hi * sj + si * (hy[j] as number)) / curvature
    }
  }
}

const identity = (size: number) =>
  Array.from({ length: size }, (_, i) => Float64Array.from({ length: size }, (_, j) => (i === j ? 1 : 0)))
const times = (matrix: Float64Array[], vector: Float64Array) =>
  Float64Array.from(matrix, row => dot(row, vector))
const dot = (a: Float64Array, b: Float64Array) =>
  a.reduce((sum, value, i) => sum + value * (b[i] as number), 0)
const difference = (a: Float64Array, b: Float64Array) => a.map((value, i) => value - (b[i] as number))
const largest = (vector: Float64Array) => vector.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
