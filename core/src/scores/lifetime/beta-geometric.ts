import type { HistoryGroups } from './history-groups.ts'
import type { PurchaseProcess } from './purchase-process.ts'
import { addPurchaseCounts, waitChance, waitWeeks } from './purchase-process.ts'

/**
 * After every repeat purchase some stop for good, each with a chance of their own; the chances follow a
 * beta distribution (a, b). Source: Fader, Hardie & Lee 2005, "Counting your customers the easy way: an
 * alternative to the Pareto/NBD model", Marketing Science 24(2).
 */
export const bgNbd = betaGeometric('bg-nbd', 0)

/**
 * As BG/NBD, but some stop after their first purchase already. Source: Batislam, Denizel & Filiztekin 2007,
 * "Empirical validation and comparison of models for customer base analysis", IJRM 24(3).
 */
export const mbgNbd = betaGeometric('mbg-nbd', 1)

/** `early` is 1 if the first purchase can be the last, else 0: the whole difference between the two. */
function betaGeometric(name: 'bg-nbd' | 'mbg-nbd', early: 0 | 1): PurchaseProcess {
  return {
    name,
    parameterNames: ['r', 'alpha', 'a', 'b'],
    start: [1, 10, 1, 3],

    logLikelihood(parameters, groups, gradient) {
      const [r, alpha, a, b] = parameters as unknown as [number, number, number, number]
      const slopes = { r: 0, alpha: 0, a: 0, b: 0 }
      const sum =
        addPurchaseCounts(r, alpha, groups.countsByRepeats, slopes) +
        addStays(a, b, early, groups.countsByRepeats, slopes) +
        addTimes(r, alpha, a, b, early, groups, slopes)
      gradient[0] = slopes.r * r
      gradient[1] = slopes.alpha * alpha
      gradient[2] = slopes.a * a
      gradient[3] = slopes.b * b
      return sum
    },

    aliveChance(parameters, x, lastWeek, age) {
      const [r, alpha, a, b] = parameters as unknown as [number, number, number, number]
      const chances = x + early
      if (chances === 0) return 1
      const silence = (r + x) * Math.log1p((age - lastWeek) / (alpha + lastWeek))
      return 1 / (1 + (a / (b + chances - 1)) * Math.exp(silence))
    },

    purchasesWhileAlive(parameters, x, age, weeks) {
      const [r, alpha, a, b] = parameters as unknown as [number, number, number, number]
      return purchasesBeforeDropout(r + x, weeks / (alpha + age + weeks), a, b + x + early)
    },
    returnChance(parameters, x, age, weeks) {
      return waitChance((parameters[0] as number) + x, (parameters[1] as number) + age, weeks)
    },
    returnWeeks(parameters, x, age, chance) {
      return waitWeeks((parameters[0] as number) + x, (parameters[1] as number) + age, chance)
    },
  }
}

/** ln of B(a, b + n)/B(a, b), the chance of having stayed n times, over all contacts. */
function addStays(
  a: number,
  b: number,
  early: number,
  countsByRepeats: Float64Array,
  slopes: { a: number; b: number },
): number {
  let logChance = 0
  let slopeA = 0
  let slopeB = 0
  let sum = 0
  const stay = (n: number) => {
    logChance -= Math.log1p(a / (b + n))
    slopeA -= 1 / (a + b + n)
    slopeB += a / ((b + n) * (a + b + n))
  }
  if (early === 1) stay(0)
  for (let x = 0; x < countsByRepeats.length; x += 1) {
    const count = countsByRepeats[x] as number
    sum += count * logChance
    slopes.a += count * slopeA
    slopes.b += count * slopeB
    stay(x + early)
  }
  return sum
}

/** ln of the two ways to a silence: still a customer, or gone since the last purchase. */
function addTimes(
  r: number,
  alpha: number,
  a: number,
  b: number,
  early: number,
  { repeats, lastWeeks, ageWeeks, counts }: HistoryGroups,
  slopes: { r: number; alpha: number; a: number; b: number },
): number {
  let sum = 0
  for (let i = 0; i < counts.length; i += 1) {
    const count = counts[i] as number
    const x = repeats[i] as number
    const shape = r + x
    const age = alpha + (ageWeeks[i] as number)
    const logAge = Math.log(age)
    const chances = x + early
    if (chances === 0) {
      sum -= count * shape * logAge
      slopes.r -= count * logAge
      slopes.alpha -= (count * shape) / age
      continue
    }
    const last = alpha + (lastWeeks[i] as number)
    const logLast = Math.log(last)
    const odds = (a / (b + chances - 1)) * Math.exp(shape * (logAge - logLast))
    const gone = odds === Number.POSITIVE_INFINITY ? 1 : odds / (1 + odds)
    sum +=
      gone > 0.5
        ? count * (Math.log(a / (b + chances - 1)) - shape * logLast - Math.log(gone))
        : count * (Math.log1p(odds) - shape * logAge)
    slopes.r -= count * (logAge + gone * (logLast - logAge))
    slopes.alpha -= count * shape * ((1 - gone) / age + gone / last)
    slopes.a += (count * gone) / a
    slopes.b -= (count * gone) / (b + chances - 1)
  }
  return sum
}

/** Reached only where the horizon is thousands of times longer than the history. */
const MAX_PURCHASES = 10_000_000

/**
 * Expected purchases of somebody alive. Who never stopped would make n purchases with the negative binomial
 * chance of (shape, z); with dropout B(a, b) only Σ_{j<n} E[(1-p)^j] of them happen. All terms are positive,
 * so nothing cancels at a = 1 or for a → 0, b → ∞, where the closed form with 2F1 is 0/0. It is the same
 * sum by Euler's transformation; the tests compare the two.
 */
function purchasesBeforeDropout(shape: number, z: number, a: number, b: number): number {
  let weight = 1
  let mass = 1
  let sum = 0
  let happen = 0
  let stay = 1
  for (let n = 1; n < MAX_PURCHASES; n += 1) {
    weight *= ((shape + n - 1) / n) * z
    happen += stay
    stay *= (b + n - 1) / (a + b + n - 1)
    sum += weight * happen
    mass += weight
    // Weights rise up to their mode and then fall; only ratios count, so they are kept within range.
    if (weight > 1e200) {
      weight *= 1e-200
      sum *= 1e-200
      mass *= 1e-200
    } else if (weight * n < mass * 1e-15 && n > (shape * z) / (1 - z)) {
      return sum / mass
    }
  }
  throw new RangeError(`The horizon is too long for the history; ask for fewer weeks.`)
}
