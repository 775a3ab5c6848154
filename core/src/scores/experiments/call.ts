import { normalUpperQuantile } from '../statistics/normal.ts'
import type { ArmOutcome } from './arm-outcome.ts'
import { amountsOf, countOf } from './arm-outcome.ts'
import { moments } from './compare-amounts.ts'
import type { Metric } from './experiment.ts'
import type { SampleRatio } from './sample-ratio.ts'
import { detectableRise } from './sample-size.ts'

/** What may be said of a comparison. Where nothing may be, its interval is shown, but nobody should act on it. */
export interface Call {
  readonly verdict: 'better' | 'worse' | 'not-shown' | 'wait' | 'refused'
  /** A sentence for people. */
  readonly reason: string
}

export const ALPHA = 0.05
const POWER = 0.8
/** Below this many contacts neither an interval nor a p-value holds what it promises. */
const MIN_CONTACTS = 30

/** Why a comparison must not be judged at all, or not yet; undefined if it may. */
export function withheld(
  metric: Metric,
  arm: ArmOutcome,
  control: ArmOutcome,
  { asPlanned, pValue }: SampleRatio,
  needed: number,
): Call | undefined {
  const smallest = Math.min(arm.contacts, control.contacts)
  if (smallest < MIN_CONTACTS) {
    return {
      verdict: 'refused',
      reason: `${smallest} contacts in the smaller arm, ${MIN_CONTACTS} needed; even those would show ${atLeast(metric, arm, control, MIN_CONTACTS)}`,
    }
  }
  if (!asPlanned) {
    return {
      verdict: 'refused',
      reason: `the arms do not have the sizes planned (p = ${pValue.toExponential(1)}); look for what loses contacts before looking at results`,
    }
  }
  if (smallest < needed) {
    return {
      verdict: 'wait',
      reason: `${smallest} contacts in the smaller arm, ${needed} needed for this look; looking sooner finds differences that are not there`,
    }
  }
  return undefined
}

/** The call on a comparison that may be judged, by its corrected p-value. */
export function decide(
  metric: Metric,
  arm: ArmOutcome,
  control: ArmOutcome,
  difference: number,
  adjustedPValue: number,
): Call {
  const p = `p = ${adjustedPValue.toPrecision(2)} after correction`
  if (adjustedPValue < ALPHA) return { verdict: difference > 0 ? 'better' : 'worse', reason: p }
  const contacts = Math.min(arm.contacts, control.contacts)
  return {
    verdict: 'not-shown',
    reason: `${p}; so many contacts show ${atLeast(metric, arm, control, contacts)}`,
  }
}

/** The smallest effect that `contacts` per arm show in four of five experiments. */
function atLeast(metric: Metric, arm: ArmOutcome, control: ArmOutcome, contacts: number): string {
  if (metric.kind === 'rate') {
    const { contacts: all, successes } = countOf(control, metric.id)
    const rate = all === 0 ? 0 : successes / all
    const rise = detectableRise(rate, contacts, { alpha: ALPHA, power: POWER })
    if (rise === undefined) return 'no rise at all'
    return `only a rise of at least ${(100 * rise).toFixed(1)} points from ${(100 * rate).toFixed(1)} %`
  }
  const [a, b] = [amountsOf(arm, metric.id), amountsOf(control, metric.id)]
  if (a.contacts < 2 || b.contacts < 2) return 'a difference only once its spread is known'
  const error = Math.sqrt((moments(a).variance + moments(b).variance) / contacts)
  const size = (normalUpperQuantile(ALPHA / 2) + normalUpperQuantile(1 - POWER)) * error
  return `only a difference of at least ${size.toPrecision(3)} a contact`
}
