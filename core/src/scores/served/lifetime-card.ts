import { type LifetimeModel, lifetimeVerdict } from '../lifetime/index.ts'
import type { LifetimeDefinition } from './lifetime-score.ts'
import type { CardTable, ModelCard } from './model-card.ts'
import type { ScoreContext } from './score-kind.ts'

/** The card of a lifetime model: which process, how it compares with the others, what speaks against it. */
export function lifetimeCard(
  { name, now, firstEventAt, seed }: ScoreContext,
  { event, amount }: LifetimeDefinition,
  model: LifetimeModel,
  horizonDays: number,
): ModelCard {
  const best = model.candidates.find(({ process }) => process === model.process)
  return {
    score: name,
    kind: 'lifetime',
    trainedAt: now,
    seed,
    data: { from: firstEventAt, until: now },
    contacts: model.contacts,
    features: [`purchases of ${[event].flat().join(', ')}`, amount],
    verdict: lifetimeVerdict(model, horizonDays),
    metrics: {
      repeat_buyers: model.repeaters,
      history_days: model.historyDays,
      log_likelihood: best?.logLikelihood ?? null,
      spend_p: model.spend?.p ?? null,
      spend_q: model.spend?.q ?? null,
      spend_v: model.spend?.v ?? null,
    },
    warnings: model.warnings,
    tables: [candidateTable(model)],
  }
}

const candidateTable = ({ candidates, process }: LifetimeModel): CardTable => ({
  title: `Purchases by the ${process} model`,
  columns: ['model', 'log-likelihood', 'parameters'],
  rows: candidates.map(each => [
    each.process,
    each.logLikelihood,
    Object.entries(each.parameters)
      .map(([parameter, value]) => `${parameter} ${Number(value.toPrecision(6))}`)
      .join(', '),
  ]),
})
