import { choleskyFactor, choleskySolve } from './cholesky.ts'

/** A smooth, strictly convex function. */
export interface Objective {
  readonly start: Float64Array
  /** Second derivatives at (or near) the start, row by row: the shape that the first step assumes. */
  curvature(): Float64Array
  /** The value at `point`; writes the gradient there. */
  evaluate(point: Float64Array, gradient: Float64Array): number
}

/** Pairs of step and change of gradient that are remembered. */
const MEMORY = 10
const MAX_ITERATIONS = 200
const MAX_HALVINGS = 40
/** Armijo's constant: a step must bring this part of what the slope promises. */
const SUFFICIENT = 1e-4
/** Done when what is left to gain, estimated from the gradient, is this part of the value. */
const TOLERANCE = 1e-12
/** As near as rounding lets a step come: no further gain to be had, and good enough. */
const ROUGH_TOLERANCE = 1e-8

/**
 * Limited-memory BFGS (Nocedal & Wright 2006, algorithms 7.4 and 3.1) with the curvature at the start
 * in place of a multiple of the identity, which saves most of the iterations on correlated columns.
 */
export function minimise(objective: Objective): { point: Float64Array; value: number; converged: boolean } {
  const factor = choleskyFactor(objective.curvature())
  const pairs: { step: Float64Array; change: Float64Array; rho: number }[] = []
  let point = Float64Array.from(objective.start)
  let gradient = new Float64Array(point.length)
  let value = objective.evaluate(point, gradient)
  let scale = 1

  for (let iteration = 0; iteration < MAX_ITERATIONS; iteration += 1) {
    const direction = descent(gradient)
    const slope = dot(direction, gradient)
    if (-slope / 2 <= TOLERANCE * (1 + Math.abs(value))) return { point, value, converged: true }
    const found = lineSearch(direction, slope)
    if (!found) return { point, value, converged: -slope / 2 <= ROUGH_TOLERANCE * (1 + Math.abs(value)) }
    const step = found.point.map((to, i) => to - (point[i] as number))
    const change = found.gradient.map((to, i) => to - (gradient[i] as number))
    const curvature = dot(step, change)
    if (curvature > 0) {
      pairs.push({ step, change, rho: 1 / curvature })
      if (pairs.length > MEMORY) pairs.shift()
      scale = curvature / dot(change, choleskySolve(factor, change))
    }
    ;({ point, gradient, value } = found)
  }
  return { point, value, converged: false }

  /** The two-loop recursion: minus the estimated inverse curvature times the gradient. */
  function descent(from: Float64Array): Float64Array {
    const q = Float64Array.from(from)
    const alphas: number[] = []
    for (const { step, change, rho } of pairs.toReversed()) {
      const alpha = rho * dot(step, q)
      alphas.push(alpha)
      add(q, -alpha, change)
    }
    const r = choleskySolve(factor, q).map(x => x * scale)
    for (const { step, change, rho } of pairs) add(r, (alphas.pop() as number) - rho * dot(change, r), step)
    return r.map(x => -x)
  }

  function lineSearch(direction: Float64Array, slope: number) {
    for (let halving = 0, length = 1; halving < MAX_HALVINGS; halving += 1, length /= 2) {
      const next = point.map((from, i) => from + length * (direction[i] as number))
      const nextGradient = new Float64Array(point.length)
      const nextValue = objective.evaluate(next, nextGradient)
      if (nextValue <= value + SUFFICIENT * length * slope)
        return { point: next, gradient: nextGradient, value: nextValue }
    }
    return undefined
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i += 1) sum += (a[i] as number) * (b[i] as number)
  return sum
}

function add(to: Float64Array, factor: number, what: Float64Array): void {
  for (let i = 0; i < to.length; i += 1) to[i] = (to[i] as number) + factor * (what[i] as number)
}
