import { days, type Instant, parseDuration } from '../../schema/index.ts'
import { quantile } from '../prepare/index.ts'
import {
  judgeRecommendations,
  type RecommendationQuality,
  type RecommenderKind,
  trainRecommender,
} from '../recommend/index.ts'
import { readPairs } from './read-items.ts'
import type { RecommendationsDefinition } from './recommendations-score.ts'
import type { ScoreContext } from './score-kind.ts'

/** A way of recommending, with how well it did on what came after it was taught. */
interface JudgedRecommender extends RecommendationQuality {
  readonly kind: RecommenderKind
  readonly lambda: number | null
}

export interface ChosenRecommender {
  readonly kind: RecommenderKind
  readonly lambda: number | null
  readonly judged: readonly JudgedRecommender[]
  readonly cut: Instant | null
}

/** Of all pairs, those that last happened latest are what the rest has to foretell. */
const TAUGHT_SHARE = 0.8

/**
 * Teaches every candidate what was known at a moment, and judges it by what contacts had for the first time
 * after it. Where nothing can be judged, the number of items decides.
 */
export async function chooseRecommender(
  definition: RecommendationsDefinition,
  context: ScoreContext,
): Promise<ChosenRecommender> {
  const { event, model } = definition
  const after = await readPairs(event, definition, context, context.now)
  const lambdas = [definition.lambda ?? []].flat()
  const usual = { kind: model ?? ('ease' as const), lambda: lambdas[0] ?? null, judged: [] }
  if (after.item.length === 0) return { ...usual, cut: null }
  const cut = Math.floor(quantile(after.lastAt.toSorted(), TAUGHT_SHARE)) as Instant
  const before = await readPairs(event, definition, context, cut)
  const judged: JudgedRecommender[] = []
  for (const candidate of candidatesOf(model, lambdas)) {
    const taught = trainRecommender(before, {
      now: cut,
      halfLifeDays: halfLifeDays(definition),
      kind: candidate.kind,
      ...(candidate.lambda !== null && { lambda: candidate.lambda }),
    })
    // Too few pairs, or too many items, turn one kind into another that is judged anyway.
    if (judged.some(({ kind, lambda }) => kind === taught.kind && lambda === taught.lambda)) continue
    const quality = judgeRecommendations(taught, { before, after })
    judged.push({ kind: taught.kind, lambda: taught.lambda, ...quality })
    context.signal?.throwIfAborted()
  }
  const eligible = judged.filter(({ kind, ndcg }) => ndcg !== null && (model === undefined || kind === model))
  const best = eligible.toSorted((a, b) => (b.ndcg ?? 0) - (a.ndcg ?? 0))[0]
  return best ? { kind: best.kind, lambda: best.lambda, judged, cut } : { ...usual, judged, cut }
}

/** What many have is judged beside, as what any model has to beat. */
function candidatesOf(model: RecommendationsDefinition['model'], lambdas: readonly number[]) {
  const linear = (lambdas.length === 0 ? [null] : lambdas).map(lambda => ({ kind: 'ease' as const, lambda }))
  const [likeness, popular] = [
    { kind: 'item_knn' as const, lambda: null },
    { kind: 'popular' as const, lambda: null },
  ]
  if (model === 'ease') return [...linear, popular]
  if (model === 'item_knn') return [likeness, popular]
  return model === 'popular' ? [popular] : [...linear, likeness, popular]
}

const DEFAULT_HALF_LIFE_DAYS = 30

/** After how many days an event counts half as much for what is trending. */
export const halfLifeDays = ({ half_life }: RecommendationsDefinition): number =>
  (half_life === undefined
    ? days(DEFAULT_HALF_LIFE_DAYS)
    : (parseDuration(half_life) ?? days(DEFAULT_HALF_LIFE_DAYS))) / days(1)
