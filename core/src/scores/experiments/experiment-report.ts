import type { Random } from '../data/random.ts'
import type { ArmOutcome } from './arm-outcome.ts'
import { amountsOf, countOf } from './arm-outcome.ts'
import { bootstrapDifference } from './bootstrap-amounts.ts'
import type { Call } from './call.ts'
import { ALPHA, decide, withheld } from './call.ts'
import type { AmountComparison } from './compare-amounts.ts'
import { compareAmounts } from './compare-amounts.ts'
import type { Interval, RateComparison } from './compare-rates.ts'
import { compareRates } from './compare-rates.ts'
import type { Experiment, Metric } from './experiment.ts'
import { holmAdjusted } from './holm.ts'
import { lookSchedule } from './look-schedule.ts'
import type { SampleRatio } from './sample-ratio.ts'
import { checkSampleRatio } from './sample-ratio.ts'

/** What happened in one segment, arm by arm in the order of the experiment. */
export interface SegmentOutcome {
  readonly segment: string
  readonly arms: readonly ArmOutcome[]
}

export interface SegmentReport {
  readonly segment: string
  readonly sampleRatio: SampleRatio
  readonly comparisons: readonly Comparison[]
}

export interface Comparison {
  readonly metric: string
  readonly arm: string
  readonly against: string
  /** Absent where an arm has fewer than two contacts. */
  readonly figures?: Figures
  /** Corrected for the looks planned and for all comparisons judged in the report. Absent where none may be. */
  readonly adjustedPValue?: number
  readonly call: Call
}

type Figures =
  | ({ readonly kind: 'rate' } & RateComparison)
  | ({ readonly kind: 'amount'; readonly bootstrap: Interval } & AmountComparison)

/**
 * Compares the arms within every segment at the planned look `look`, counted from 1. Intervals are as wide as
 * that look demands (repeated confidence intervals); p-values are corrected for the looks and by Holm for all
 * comparisons judged. A verdict is refused below 30 contacts in an arm or where the arms' sizes are not those
 * planned, and put off until the look's contacts are there. `random` draws the bootstrap of amounts.
 * Throws a RangeError for a look that is not planned, a plan without contacts, and outcomes that do not fit.
 */
export function reportExperiment(
  experiment: Experiment,
  outcomes: readonly SegmentOutcome[],
  { look, random }: { readonly look: number; readonly random: Random },
): SegmentReport[] {
  const schedule = lookSchedule(experiment.looks, ALPHA)
  const bound = schedule.boundAt(look)
  const needed = schedule.contactsAt(look)
  const drafts = outcomes.map(({ segment, arms }) => {
    const sampleRatio = checkSampleRatio(
      arms.map(arm => arm.contacts),
      experiment.arms.map(arm => arm.weight ?? 1),
    )
    const comparisons = experiment.metrics.flatMap(metric =>
      pairs(experiment).map(([arm, against]) => {
        const [a, b] = [arms[arm] as ArmOutcome, arms[against] as ArmOutcome]
        const figures = compare(metric, a, b, bound, random)
        const held = withheld(metric, a, b, sampleRatio, needed)
        return { metric, arm, against, a, b, figures, held }
      }),
    )
    return { segment, sampleRatio, comparisons }
  })
  const judged = drafts.flatMap(({ comparisons }) => comparisons.filter(({ held }) => held === undefined))
  const adjusted = holmAdjusted(judged.map(({ figures }) => schedule.corrected(figures?.pValue ?? 1, look)))
  const pValues = new Map(judged.map((comparison, i) => [comparison, adjusted[i] as number]))
  return drafts.map(({ segment, sampleRatio, comparisons }) => ({
    segment,
    sampleRatio,
    comparisons: comparisons.map((comparison): Comparison => {
      const { metric, arm, against, a, b, figures, held } = comparison
      const pValue = pValues.get(comparison)
      return {
        metric: metric.id,
        arm: experiment.arms[arm]?.id ?? '',
        against: experiment.arms[against]?.id ?? '',
        ...(figures && { figures }),
        ...(pValue !== undefined && { adjustedPValue: pValue }),
        call: held ?? decide(metric, a, b, figures?.difference ?? 0, pValue ?? 1),
      }
    }),
  }))
}

/** Positions of the arms to compare, the later one against the earlier. */
function pairs({ arms, pairs }: Experiment): (readonly [arm: number, against: number])[] {
  return arms.flatMap((_, arm) =>
    Array.from({ length: arm }, (_, against) => [arm, against] as const).filter(
      ([, against]) => pairs === 'all' || against === 0,
    ),
  )
}

function compare(
  { id, kind }: Metric,
  arm: ArmOutcome,
  control: ArmOutcome,
  z: number,
  random: Random,
): Figures | undefined {
  if (Math.min(arm.contacts, control.contacts) < 2) return undefined
  if (kind === 'rate') return { kind, ...compareRates(countOf(arm, id), countOf(control, id), z) }
  const [a, b] = [amountsOf(arm, id), amountsOf(control, id)]
  return { kind, ...compareAmounts(a, b, z), bootstrap: bootstrapDifference(a, b, random) }
}
