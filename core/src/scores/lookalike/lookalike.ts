import type { FeatureTable } from '../data/feature-table.ts'
import { createRandom } from '../data/random.ts'
import type { Verdict } from '../data/verdict.ts'
import { rocArea } from '../metrics/area.ts'
import { rank } from '../metrics/ranking.ts'
import { tenths } from '../metrics/tenths.ts'
import type { CandidateKind } from '../models/candidates.ts'
import { type Propensity, predictPropensity } from '../models/propensity.ts'
import { selectRows } from '../models/split.ts'
import { trainPropensity } from '../models/train-propensity.ts'

/** A trained likeness to a seed: plain data, the same bytes for the same rows and seed of chance. */
export interface Lookalike {
  readonly verdict: Verdict
  /** Tells the seed from the rest; null where there are too few of either. */
  readonly propensity: Propensity | null
  readonly warnings: readonly string[]
  readonly seeds: number
  readonly rest: number
  /** How well seeds that were kept back, hidden among the rest, were found there; null without a model. */
  readonly evaluation: LookalikeEvaluation | null
}

interface LookalikeEvaluation {
  readonly heldSeeds: number
  readonly rocAuc: number | null
  /** Held-back seeds in the tenth that is most alike, as a multiple of what chance would put there; null where none was kept back. */
  readonly liftTopTenth: number | null
}

/** A fifth is kept back for judging, and what is left is what a logistic model needs. */
const MIN_SEEDS = 125
const HELD_SHARE = 0.2
/** More of the rest teach nothing new. */
const MOST_REST = 200_000
/** An area above this is no likeness but the seed's own rule. */
const TOO_GOOD = 0.98

/**
 * Learns who is like a seed: the propensity models tell its members (`isSeed` 1) from everybody else. It is
 * judged by seeds that it did not know of: kept back, they are taught as the rest, and have to be found there.
 */
export function trainLookalike(
  table: FeatureTable,
  isSeed: Uint8Array,
  { seed, candidates }: { readonly seed: number; readonly candidates?: readonly CandidateKind[] },
): Lookalike {
  const { table: drawn, labels } = drawRest(table, isSeed, seed)
  const seeds = labels.reduce((sum, label) => sum + label, 0)
  const known = { seeds, rest: table.rows - isSeed.reduce((sum, label) => sum + label, 0) }
  if (seeds < MIN_SEEDS || drawn.rows - seeds < MIN_SEEDS) {
    const few = seeds < MIN_SEEDS ? `${seeds} seeds` : `${drawn.rows - seeds} others`
    const reason = `not enough data: ${few}, ${MIN_SEEDS} needed; nobody gets a likeness`
    return { ...known, verdict: { enough: false, reason }, propensity: null, warnings: [], evaluation: null }
  }
  const options = { seed, ...(candidates && { candidates }) }
  const taught = keptBack(labels, seed)
  const judge = trainPropensity({ table: drawn, labels: taught }, options)
  const propensity = trainPropensity({ table: drawn, labels }, options)
  if (!propensity.verdict.enough) {
    const { verdict, warnings } = propensity
    return { ...known, verdict, propensity: null, warnings, evaluation: null }
  }
  const evaluation = evaluateHeld(predictPropensity(judge, drawn), labels, taught)
  const leak =
    (evaluation.rocAuc ?? 0) > TOO_GOOD
      ? [
          'held-back seeds are told apart almost perfectly: the features say who is in the segment by its own rule',
        ]
      : []
  return {
    ...known,
    verdict: propensity.verdict,
    propensity,
    warnings: [...propensity.warnings, ...leak],
    evaluation,
  }
}

/**
 * How like the seed each row is, 0 to 1: 0.5 is as like the seed as the rest, whatever the share of the seed
 * among all. NaN without a model.
 *
 * @throws when the table lacks a column that the model was trained on.
 */
export function predictLookalike({ propensity }: Lookalike, table: FeatureTable): Float64Array {
  if (propensity === null) return new Float64Array(table.rows).fill(Number.NaN)
  const { rows, positives } = propensity
  const usual = positives / (rows - positives)
  return predictPropensity(propensity, table).map(chance => {
    const odds = chance / (1 - chance) / usual
    return odds === Number.POSITIVE_INFINITY ? 1 : odds / (1 + odds)
  })
}

/** All seeds, and of very many others a draw. */
function drawRest(table: FeatureTable, isSeed: Uint8Array, seed: number) {
  const others = isSeed.reduce((sum, label) => sum + (1 - label), 0)
  if (others <= MOST_REST) return { table, labels: isSeed }
  const random = createRandom(seed)
  const share = MOST_REST / others
  const rows = Uint32Array.from(isSeed.keys()).filter(row => isSeed[row] === 1 || random() < share)
  return { table: selectRows(table, rows), labels: Uint8Array.from(rows, row => isSeed[row] as number) }
}

/** Labels in which a part of the seeds is taken for the rest. */
function keptBack(labels: Uint8Array, seed: number): Uint8Array {
  const random = createRandom(seed + 1)
  return labels.map(label => (label === 1 && random() >= HELD_SHARE ? 1 : 0))
}

/** Judged among everybody who was not taught as a seed. */
function evaluateHeld(scores: Float64Array, labels: Uint8Array, taught: Uint8Array): LookalikeEvaluation {
  const rows = Uint32Array.from(labels.keys()).filter(row => taught[row] === 0)
  const held = Uint8Array.from(rows, row => labels[row] as number)
  const ranking = rank(
    held,
    Float64Array.from(rows, row => scores[row] as number),
  )
  const heldSeeds = held.reduce((sum, label) => sum + label, 0)
  return { heldSeeds, rocAuc: rocArea(ranking), liftTopTenth: tenths(ranking)[0]?.lift ?? null }
}
