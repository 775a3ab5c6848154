import { findRoot } from '../statistics/find-root.ts'
import { normalUpper, normalUpperQuantile } from '../statistics/normal.ts'
import { checkLooks, FAR } from './looks.ts'
import { AT_REST, chanceBeyond, stayedInside } from './sequential-chance.ts'

/** Looks nearer than this say the same thing twice, and their integration would take seconds. */
const LEAST_APART = 0.01

/** A chance below this is none: no bound is drawn that only it could pass. */
const NONE = 1e-300
const LARGEST_Z = 37

/**
 * The bounds on |z| at looks at these fractions of the planned information, ascending and up to 1, that
 * together call a difference that is not there with chance `alpha`. Each look may spend what the
 * O'Brien-Fleming-type function says by then, less what was spent before. Source: K. K. G. Lan & D. L. DeMets
 * 1983, "Discrete sequential boundaries for clinical trials", Biometrika 70; half of alpha for either side.
 * Throws a RangeError for fractions that are no plan.
 */
export function spendingBounds(fractions: readonly number[], alpha = 0.05): readonly number[] {
  checkFractions(fractions)
  return boundsUntil(fractions, alpha)
}

/**
 * The p-value of a |z| seen at look `look` (from 1) of such a plan that stays valid however early one stops:
 * the smallest alpha whose bound it reaches, after Jennison & Turnbull 1984. Equals the ordinary p-value for
 * a single look.
 */
export function spendingPValue(pValue: number, look: number, fractions: readonly number[]): number {
  checkFractions(fractions)
  const until = fractions.slice(0, look)
  if (!(look >= 1 && look === until.length))
    throw new RangeError(`Look ${look} of ${fractions.length} is not planned.`)
  if (fractions.length === 1 || pValue === 0) return pValue
  if (pValue >= 1) return 1
  const z = normalUpperQuantile(pValue / 2)
  const [now, before] = [until[look - 1] as number, until[look - 2] ?? 0]
  // What crosses now and had not crossed before is at least what a look of its own would need.
  const alone = (logAlpha: number) =>
    Math.log(Math.max(NONE, spentBy(now, Math.exp(logAlpha)) - spentBy(before, Math.exp(logAlpha)))) -
    Math.log(Math.max(NONE, pValue))
  const bounded = alone(0) <= 0 ? 0 : findRoot(alone, Math.log(NONE), 0)
  if (z > FAR) return Math.exp(bounded)
  const excess = (logAlpha: number) => z - (boundsUntil(until, Math.exp(logAlpha))[look - 1] as number)
  const least = Math.log(pValue)
  return excess(0) <= 0 ? 1 : excess(least) >= 0 ? pValue : Math.exp(findRoot(excess, least, 0))
}

/** How much of `alpha` may be spent by a fraction of the information: 4 (1 − Φ(z(α/4) / √t)), both sides together. */
const spentBy = (fraction: number, alpha: number): number =>
  fraction <= 0 ? 0 : Math.min(alpha, 4 * normalUpper(normalUpperQuantile(alpha / 4) / Math.sqrt(fraction)))

function boundsUntil(fractions: readonly number[], alpha: number): number[] {
  let inside = AT_REST
  let spent = 0
  return fractions.map(fraction => {
    const allowed = spentBy(fraction, alpha)
    const now = allowed - spent
    spent = allowed
    const root = Math.sqrt(fraction)
    const excess = (z: number) => chanceBeyond(inside, fraction, z * root) - now
    const nobody = now <= NONE || excess(LARGEST_Z) >= 0
    const z = nobody ? LARGEST_Z : excess(0) <= 0 ? 0 : findRoot(excess, 0, LARGEST_Z)
    inside = stayedInside(inside, fraction, z * root)
    return z
  })
}

/** Whether fractions ascend by enough and end at 1. */
export const isLookPlan = (fractions: readonly number[]): boolean =>
  fractions.at(-1) === 1 &&
  fractions.every((fraction, k) => fraction - (fractions[k - 1] ?? 0) >= LEAST_APART - 1e-12)

function checkFractions(fractions: readonly number[]): void {
  checkLooks(fractions.length)
  if (!isLookPlan(fractions))
    throw new RangeError(
      `Looks are fractions of the planned contacts, ascending by at least ${LEAST_APART} and up to 1; these are ${fractions.join(', ')}.`,
    )
}
