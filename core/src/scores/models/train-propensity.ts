import type { FeatureTable } from '../data/feature-table.ts'
import type { Verdict } from '../data/verdict.ts'
import { evaluate } from '../metrics/evaluation.ts'
import { rank } from '../metrics/ranking.ts'
import { bestThreshold } from '../metrics/threshold.ts'
import { summarise } from '../prepare/column-summary.ts'
import { calibrate, chooseCalibration } from './calibration.ts'
import {
  boostedTreesNeeded,
  CANDIDATES,
  type CandidateKind,
  MIN_POSITIVES,
  trainCandidates,
} from './candidates.ts'
import { choose } from './choose.ts'
import { leakWarnings, tableWarnings } from './data-warnings.ts'
import { importanceOf } from './importance.ts'
import { type Model, predict } from './model.ts'
import type { Propensity } from './propensity.ts'
import { trainRate } from './rate.ts'
import { type Split, selectLabels, selectRows, stratifiedSplit, timeSplit } from './split.ts'

export interface PropensityData {
  readonly table: FeatureTable
  /** 1 where it happened within the label's window, else 0. */
  readonly labels: Uint8Array
  /** When each row's features were taken: the latest rows then decide. Without it rows are drawn by seed. */
  readonly times?: Float64Array
}

export interface PropensityOptions {
  readonly seed: number
  /** What may compete; all kinds unless given. */
  readonly candidates?: readonly CandidateKind[]
  /** A feature that holds each row's own smoothed rate, used where no model is possible. */
  readonly rateFeature?: string
  /** Where a probability counts as a yes; where F1 is best on the held rows unless given. */
  readonly threshold?: number
}

const HELD_SHARE = 0.25

/**
 * Of more rows every n-th one is used, in their order. More would teach nothing that a model of some
 * hundred leaves can hold, and from here on derivatives would have to be rounded more coarsely.
 */
const MOST_ROWS = 1_000_000

/**
 * Chooses, calibrates and trains the model that these rows carry. The kinds that have enough rows of
 * the rarer class are trained on one part and compared by log loss on the other, which is later where
 * the rows have times. The winner is calibrated there if that helps, and else trained again on
 * everything. Without enough rows the result is the smoothed rate, and its verdict says so.
 *
 * @throws when labels, times and rows are not equally many.
 */
export function trainPropensity(given: PropensityData, options: PropensityOptions): Propensity {
  const { data, warnings: sizeWarnings } = thinned(checked(given))
  const { table, labels, times } = data
  const { seed, candidates = CANDIDATES } = options
  const positives = labels.reduce((sum, label) => sum + label, 0)
  const kinds = CANDIDATES.filter(
    kind => candidates.includes(kind) && Math.min(positives, table.rows - positives) >= MIN_POSITIVES[kind],
  )
  const verdict = verdictOn(table, positives, candidates, kinds)
  const known = { verdict, seed, rows: table.rows, positives }
  if (!verdict.enough) {
    const model = trainRate(labels, options.rateFeature)
    return {
      ...known,
      ...UNTRAINED,
      model,
      warnings: tableWarnings(table),
      threshold: options.threshold ?? 0.5,
    }
  }

  const outer = splitRows(labels, times, seed)
  const fit = part(data, outer.split.fit)
  const held = part(data, outer.split.held)
  const iterations = kinds.some(kind => kind === 'boosting' || kind === 'blend')
    ? stoppingPoint(fit, seed)
    : 0
  const models = trainCandidates(kinds, fit.table, fit.labels, { seed, iterations })
  const predictions = models.map(model => predict(model, held.table))
  const { best, competitors } = choose(models, predictions, held.labels)

  const raw = predictions[best] as Float64Array
  const calibration = chooseCalibration(raw, held.labels, outer.heldBack === 'latest')
  const probabilities = calibrate(calibration, raw)
  const threshold = options.threshold ?? bestThreshold(rank(held.labels, probabilities))
  const chosen = models[best] as Model
  const evaluation = evaluate(held.labels, probabilities, threshold)
  return {
    ...known,
    // A calibration belongs to the very model it was fitted for; without one, all rows may teach.
    model:
      calibration.kind === 'none'
        ? (trainCandidates([kinds[best] as CandidateKind], table, labels, { seed, iterations })[0] as Model)
        : chosen,
    calibration,
    threshold,
    warnings: [
      ...sizeWarnings,
      ...tableWarnings(table),
      ...leakWarnings(held.table, held.labels, evaluation.rocAuc),
    ],
    heldBack: outer.heldBack,
    candidates: competitors,
    evaluation,
    importance: importanceOf(chosen, held.table, held.labels, seed),
  }
}

const UNTRAINED = {
  calibration: { kind: 'none' },
  heldBack: null,
  candidates: [],
  evaluation: null,
  importance: [],
} as const

function verdictOn(
  table: FeatureTable,
  positives: number,
  candidates: readonly CandidateKind[],
  kinds: readonly CandidateKind[],
): Verdict {
  if (kinds.length === 0) {
    const negatives = table.rows - positives
    const rarer = positives <= negatives ? `${positives} positives` : `${negatives} negatives`
    const needed = Math.min(...candidates.map(kind => MIN_POSITIVES[kind]))
    return { enough: false, reason: `not enough data: ${rarer}, ${needed} needed; using the smoothed rate` }
  }
  if (!table.columns.some(column => summarise(column).varies))
    return { enough: false, reason: 'no feature varies; using the smoothed rate' }
  return { enough: true }
}

function checked(data: PropensityData): PropensityData {
  const { table, labels, times } = data
  if (labels.length !== table.rows || (times && times.length !== table.rows))
    throw new Error(
      `${table.rows} rows need as many labels and times, not ${labels.length} and ${times?.length}.`,
    )
  return data
}

function thinned(data: PropensityData): { data: PropensityData; warnings: string[] } {
  const step = Math.ceil(data.table.rows / MOST_ROWS)
  if (step <= 1) return { data, warnings: [] }
  const rows = Uint32Array.from({ length: Math.ceil(data.table.rows / step) }, (_, at) => at * step)
  return { data: part(data, rows), warnings: [`trained on one in ${step} of ${data.table.rows} rows`] }
}

/** How many boosted trees pay, found within the rows that may be trained on. */
function stoppingPoint(fit: PropensityData, seed: number): number {
  const { split } = splitRows(fit.labels, fit.times, seed + 1)
  return Math.max(1, boostedTreesNeeded(part(fit, split.fit), part(fit, split.held)))
}

/** The latest rows where time parts them into two parts with both classes, else a draw by class. */
function splitRows(
  labels: Uint8Array,
  times: Float64Array | undefined,
  seed: number,
): { split: Split; heldBack: 'latest' | 'stratified' } {
  const byTime = times && timeSplit(times, HELD_SHARE)
  const bothClasses = (rows: Uint32Array) => new Set(selectLabels(labels, rows)).size === 2
  if (byTime && bothClasses(byTime.fit) && bothClasses(byTime.held))
    return { split: byTime, heldBack: 'latest' }
  return { split: stratifiedSplit(labels, HELD_SHARE, seed), heldBack: 'stratified' }
}

const part = ({ table, labels, times }: PropensityData, rows: Uint32Array): PropensityData => ({
  table: selectRows(table, rows),
  labels: selectLabels(labels, rows),
  ...(times && { times: Float64Array.from(rows, row => times[row] as number) }),
})
