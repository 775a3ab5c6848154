import { gaussLegendre } from '../statistics/gauss-legendre.ts'
import type { PurchaseProcess } from './purchase-process.ts'
import { addPurchaseCounts, waitWeeks } from './purchase-process.ts'

/** An integral over the time of dropout, and its slopes by r, α, s and β. */
type Integral = [value: number, r: number, alpha: number, s: number, beta: number]

/** Exact to the last bits for the exponentials of rate up to 12 that a panel holds. */
const RULE = gaussLegendre(16)
const PANEL = 12
/** Beyond e^-45 of the peak nothing adds to an integral. */
const NEGLIGIBLE = 45
const MAX_PANELS = 400

/**
 * People stop at a time of their own, exponential with a rate that follows a gamma distribution (s, β).
 * The likelihood is taken as the integral over the time of dropout from which the paper's 2F1 come: it
 * has no cases for α < β, no cancellation, and slopes. Source: Schmittlein, Morrison & Colombo 1987,
 * "Counting your customers: who are they and what will they do next?", Management Science 33(1); Fader &
 * Hardie 2005, "A note on deriving the Pareto/NBD model and related expressions".
 */
export const paretoNbd: PurchaseProcess = {
  name: 'pareto-nbd',
  parameterNames: ['r', 'alpha', 's', 'beta'],
  start: [1, 10, 1, 10],

  logLikelihood(parameters, { repeats, lastWeeks, ageWeeks, counts, countsByRepeats }, gradient) {
    const [r, alpha, s, beta] = parameters as unknown as [number, number, number, number]
    const slopes = { r: 0, alpha: 0, s: 0, beta: 0 }
    let sum = addPurchaseCounts(r, alpha, countsByRepeats, slopes)
    const gone: Integral = [0, 0, 0, 0, 0]
    for (let i = 0; i < counts.length; i += 1) {
      const count = counts[i] as number
      const shape = r + (repeats[i] as number)
      const last = lastWeeks[i] as number
      const age = ageWeeks[i] as number
      silence(shape, alpha, s, beta, last, age, gone)
      const lastLog = Math.log(alpha + last)
      const [ageLog, betaLog] = [Math.log(alpha + age), Math.log(beta + age)]
      // Both parts are relative to (α + last)^-shape β^-s, so that neither underflows.
      const alive = Math.exp(-shape * (ageLog - lastLog) - s * (betaLog - Math.log(beta)))
      const total = alive + gone[0]
      const share = alive / total
      sum += count * (Math.log(total) - shape * lastLog)
      slopes.r -= count * (share * ageLog - gone[1] / total)
      slopes.alpha -= count * ((share * shape) / (alpha + age) - gone[2] / total)
      slopes.s += count * (Math.log(beta) - share * betaLog + gone[3] / total)
      slopes.beta += count * (s / beta - (share * s) / (beta + age) + gone[4] / total)
    }
    gradient[0] = slopes.r * r
    gradient[1] = slopes.alpha * alpha
    gradient[2] = slopes.s * s
    gradient[3] = slopes.beta * beta
    return sum
  },

  aliveChance(parameters, x, lastWeek, age) {
    const [r, alpha, s, beta] = parameters as unknown as [number, number, number, number]
    const gone: Integral = [0, 0, 0, 0, 0]
    silence(r + x, alpha, s, beta, lastWeek, age, gone)
    const alive = Math.exp(
      -(r + x) * Math.log1p((age - lastWeek) / (alpha + lastWeek)) - s * Math.log1p(age / beta),
    )
    return alive / (alive + gone[0])
  },

  purchasesWhileAlive(parameters, x, age, weeks) {
    const [r, alpha, s, beta] = parameters as unknown as [number, number, number, number]
    const log = Math.log1p(weeks / (beta + age))
    // (1 - e^-(s-1)L)/(s - 1), which is L itself at s = 1.
    const lifetime = Math.abs(s - 1) < 1e-12 ? log : -Math.expm1((1 - s) * log) / (s - 1)
    return ((r + x) / (alpha + age)) * (beta + age) * lifetime
  },

  returnChance(parameters, x, age, weeks) {
    const [r, alpha, s, beta] = parameters as unknown as [number, number, number, number]
    const shape = r + x
    const { count, width, from, smaller } = panels(shape, s, alpha, beta, age, age + weeks)
    const [logAlpha, logBeta] = [Math.log(alpha + age), Math.log(beta + age)]
    let sum = 0
    for (let panel = 0; panel < count; panel += 1) {
      for (let k = 0; k < RULE.points.length; k += 1) {
        const step = from * Math.exp(width * (panel + ((RULE.points[k] as number) + 1) / 2))
        const alphaThen = step - smaller + alpha
        const stay =
          shape * (logAlpha - Math.log(alphaThen)) + s * (logBeta - Math.log(step - smaller + beta))
        sum += ((RULE.weights[k] as number) * step * Math.exp(stay)) / alphaThen
      }
    }
    return (shape * sum * width) / 2
  },

  returnWeeks(parameters, x, age, chance) {
    const [r, alpha, s, beta] = parameters as unknown as [number, number, number, number]
    // Without dropout the wait is shorter, and the chance rises ever more slowly: from there Newton's steps
    // come closer without ever overshooting.
    let weeks = waitWeeks(r + x, alpha + age, chance)
    for (let step = 0; step < MAX_STEPS; step += 1) {
      const short = chance - paretoNbd.returnChance(parameters, x, age, weeks)
      if (short <= 1e-9) break
      const stay = -(r + x) * Math.log1p(weeks / (alpha + age)) - s * Math.log1p(weeks / (beta + age))
      weeks += (short * (alpha + age + weeks)) / ((r + x) * Math.exp(stay))
    }
    return weeks
  },
}

const MAX_STEPS = 50

/**
 * s ∫ (α+u)^-shape (β+u)^-(s+1) du from the last purchase to now, relative to (α+last)^-shape β^-s: somebody
 * bought, stopped at u and was silent since.
 */
function silence(
  shape: number,
  alpha: number,
  s: number,
  beta: number,
  last: number,
  age: number,
  into: Integral,
): void {
  into.fill(0)
  if (age <= last) return
  const { count, width, from, smaller } = panels(shape, s, alpha, beta, last, age)
  const logLast = Math.log(alpha + last)
  const logBeta = Math.log(beta)
  for (let panel = 0; panel < count; panel += 1) {
    for (let k = 0; k < RULE.points.length; k += 1) {
      const step = from * Math.exp(width * (panel + ((RULE.points[k] as number) + 1) / 2))
      const alphaThen = step - smaller + alpha
      const betaThen = step - smaller + beta
      const logAlphaThen = Math.log(alphaThen)
      const logBetaThen = Math.log(betaThen)
      const stay = shape * (logLast - logAlphaThen) + s * (logBeta - logBetaThen)
      const density = ((RULE.weights[k] as number) * width * 0.5 * s * step * Math.exp(stay)) / betaThen
      into[0] += density
      into[1] -= density * logAlphaThen
      into[2] -= (density * shape) / alphaThen
      into[3] += density * (1 / s - logBetaThen)
      into[4] -= (density * (s + 1)) / betaThen
    }
  }
}

/**
 * How to cut the time between two ages for the rule. With m the smaller of α and β and m + u = (m+start) e^w,
 * powers of α + u and β + u are smooth in w, and fall the faster the later: panels of equal width in w each
 * hold no more fall than the rule integrates.
 */
function panels(shape: number, s: number, alpha: number, beta: number, start: number, end: number) {
  const smaller = Math.min(alpha, beta)
  const fallAt = (u: number) => (smaller + u) * (shape / (alpha + u) + s / (beta + u))
  const from = smaller + start
  const reach = Math.min(Math.log1p((end - start) / from), NEGLIGIBLE / fallAt(start))
  const count = Math.min(MAX_PANELS, Math.ceil((fallAt(start + from * Math.expm1(reach)) * reach) / PANEL))
  return { count, width: reach / count, from, smaller }
}
