import { type Instant, isoInstant } from '../../schema/index.ts'
import type { Propensity } from '../models/index.ts'
import type { CardTable, ModelCard } from './model-card.ts'
import type { PropensityDefinition } from './propensity-score.ts'
import type { ScoreContext, Trained } from './score-kind.ts'

/** The card of a propensity: how good it is on contacts and times that it did not learn from, and what it rests on. */
export function propensityCard(
  { name, now, firstEventAt, seed }: ScoreContext,
  definition: PropensityDefinition,
  propensity: Propensity,
  {
    snapshots,
    features,
    replaces,
  }: {
    readonly snapshots: readonly Instant[]
    readonly features: readonly string[]
    readonly replaces: Trained<unknown>['replaces']
  },
): ModelCard {
  const { evaluation, verdict, warnings, rows, positives } = propensity
  const judged =
    propensity.heldBack === 'stratified'
      ? ['judged on a draw of the same time, since there is one time only: expect less of it']
      : []
  return {
    score: name,
    kind: 'propensity',
    trainedAt: now,
    seed,
    data: { from: firstEventAt, until: now },
    contacts: rows,
    features,
    verdict,
    metrics: {
      positives,
      roc_auc: evaluation?.rocAuc ?? null,
      pr_auc: evaluation?.prAuc ?? null,
      log_loss: evaluation?.logLoss ?? null,
      brier: evaluation?.brier ?? null,
      calibration_error: evaluation?.calibrationError ?? null,
      threshold: propensity.threshold,
      accuracy: evaluation?.accuracy ?? null,
      precision: evaluation?.precision ?? null,
      recall: evaluation?.recall ?? null,
    },
    warnings: [...warnings, ...judged, ...(replaces.champion ? [] : [`not served: ${replaces.because}`])],
    tables: [
      {
        title: 'What is foreseen',
        columns: ['', ''],
        rows: [
          [
            'event' in definition ? 'that it comes' : 'that none comes',
            ['event' in definition ? definition.event : definition.no_event].flat().join(', '),
          ],
          ['within', definition.within],
          ['among', definition.among ?? 'everybody'],
          ['snapshots', snapshots.map(at => isoInstant(at)).join(', ')],
        ],
      },
      ...(propensity.candidates.length > 0 ? [candidateTable(propensity)] : []),
      ...(evaluation ? [tenthTable(evaluation.tenths)] : []),
      ...(propensity.importance.length > 0 ? [importanceTable(propensity)] : []),
    ],
  }
}

const candidateTable = ({ candidates, model, calibration }: Propensity): CardTable => ({
  title: `Served by ${model.kind}, calibration ${calibration.kind}`,
  columns: ['model', 'log loss', 'ROC AUC'],
  rows: candidates.map(({ kind, logLoss, rocAuc }) => [kind, logLoss, rocAuc]),
})

const importanceTable = ({ importance }: Propensity): CardTable => ({
  title: 'What it rests on',
  columns: ['feature', 'log loss without it, more by'],
  rows: importance.map(({ feature, lossIncrease }) => [feature, lossIncrease]),
})

function tenthTable(tenths: NonNullable<Propensity['evaluation']>['tenths']): CardTable {
  return {
    title: 'Tenths of contacts, most likely first',
    columns: ['tenth', 'contacts', 'foreseen', 'happened', 'lift'],
    rows: tenths.map((tenth, index) => [
      index + 1,
      tenth.rows,
      tenth.meanProbability,
      tenth.rate,
      tenth.lift,
    ]),
  }
}
