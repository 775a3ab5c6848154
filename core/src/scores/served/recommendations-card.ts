import { isoInstant } from '../../schema/index.ts'
import type { Recommender } from '../recommend/index.ts'
import type { ChosenRecommender } from './choose-recommender.ts'
import type { ItemsShown } from './items-shown.ts'
import type { ModelCard } from './model-card.ts'
import type { RecommendationsDefinition } from './recommendations-score.ts'
import type { ScoreContext } from './score-kind.ts'

/** The card of recommendations: what competed, and how much of what came later each had foretold. */
export function recommendationsCard(
  { name, now, firstEventAt, seed }: ScoreContext,
  { event, show = [] }: RecommendationsDefinition,
  {
    recommender,
    chosen,
    shown,
    pairs,
  }: {
    readonly recommender: Recommender
    readonly chosen: ChosenRecommender
    readonly shown: ItemsShown
    readonly pairs: number
  },
): ModelCard {
  const { kind, lambda, judged, cut } = chosen
  const served = judged.find(each => each.kind === kind && each.lambda === lambda)
  const popular = judged.find(each => each.kind === 'popular')
  const worse =
    served !== undefined && popular !== undefined && (served.ndcg ?? 0) < (popular.ndcg ?? 0)
      ? ['what many have would have foretold more than this model']
      : []
  return {
    score: name,
    kind: 'recommendations',
    trainedAt: now,
    seed,
    data: { from: firstEventAt, until: now },
    contacts: recommender.contacts,
    features: [event].flat(),
    verdict: recommender.verdict,
    metrics: {
      items: recommender.items.length,
      items_taught: recommender.taughtItems,
      pairs,
      contacts_judged: served?.contacts ?? null,
      ndcg_at_10: served?.ndcg ?? null,
      recall_at_10: served?.recall ?? null,
      hit_at_10: served?.hit ?? null,
      items_recommended: served?.coverage ?? null,
    },
    warnings: [...worse, ...unknownBeside(show, shown)],
    tables:
      cut === null
        ? []
        : [
            {
              title: `Served by ${recommender.kind}; what competed, taught until ${isoInstant(cut)}`,
              columns: ['model', 'lambda', 'NDCG@10', 'recall@10', 'hit@10', 'items recommended'],
              rows: judged.map(each => [
                each.kind,
                each.lambda,
                each.ndcg,
                each.recall,
                each.hit,
                each.coverage,
              ]),
            },
          ],
  }
}

/** A template that prints what nobody says would print nothing. */
function unknownBeside(show: readonly string[], shown: ItemsShown): string[] {
  const rows = [...shown.values()]
  return show.flatMap((name, place) => {
    const without = rows.filter(row => row[place] === null).length
    return without === 0
      ? []
      : [
          `of ${rows.length} items ${without} have no "${name}", neither in a shop's catalogue nor in the events`,
        ]
  })
}
