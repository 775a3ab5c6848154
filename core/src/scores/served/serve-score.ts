import type { Instant } from '../../schema/index.ts'
import type { ScoreColumn } from '../../store/index.ts'
import type { MeasuredFeatures } from '../features/index.ts'
import type { Drift } from '../lifecycle/index.ts'
import type { ModelCard } from './model-card.ts'
import { measureAllAt } from './read-table.ts'
import { columnName, kindOf, type ScoreDefinition } from './score-definition.ts'
import type { MaturedCheck, ScoreContext, ScoringContext, Trained } from './score-kind.ts'

/** What is stored of a trained score: its card beside what its kind needs to score. */
export interface ScoreDocument {
  readonly definition: ScoreDefinition
  readonly card: ModelCard
  readonly document: unknown
}

/** Trains a score. `before` is the champion's; one of another kind is none. */
export async function trainScore(
  definition: ScoreDefinition,
  context: ScoreContext,
  before: ScoreDocument | null,
): Promise<Trained<ScoreDocument>> {
  const earlier = before?.definition.kind === definition.kind ? before : null
  const { card, document, replaces } = await kindOf(definition).train(definition, context, earlier)
  return { card, document: { definition, card, document }, replaces }
}

/** What a trained score says of every contact. */
interface AppliedScore {
  readonly score: string
  readonly columns: readonly ScoreColumn[]
  readonly drift: readonly Drift[]
}

/**
 * Scores every contact by trained models, one after the other. What all of them read is measured together,
 * so that a million contacts' orders are looked at once and not once for each score.
 */
export async function* applyScores(
  documents: ReadonlyMap<string, ScoreDocument>,
  context: Omit<ScoringContext, 'name'>,
): AsyncGenerator<AppliedScore> {
  const asked = [...documents].map(([name, { definition, document }]) => {
    const kind = kindOf(definition)
    return { name, definition, document, kind, features: kind.measures(definition, context, document) }
  })
  const sets = asked.map(({ features }) => features)
  const measured = await measureAllAt(sets, { ...context, name: '' }, context.now)
  for (const [place, { name, definition, document, kind }] of asked.entries()) {
    const read = measured[place] as () => MeasuredFeatures
    const { columns, drift = [] } = await kind.score(definition, { ...context, name }, document, read())
    yield {
      score: name,
      columns: columns.map(({ suffix, ...column }) => ({ name: columnName(name, suffix), ...column })),
      drift,
    }
  }
}

/**
 * Whether what a trained score foretold came true, by what is over by now; null where its kind foretells
 * nothing, or nothing is over that is worth looking at after `after`, the snapshot of the check before.
 */
export async function checkScore(
  { definition, document }: ScoreDocument,
  context: ScoringContext,
  after: Instant | null,
): Promise<MaturedCheck | null> {
  return (await kindOf(definition).check?.(definition, context, document, after)) ?? null
}

/** Whether a stored document answers what the configuration asks now. */
export const sameQuestion = (stored: ScoreDefinition, asked: ScoreDefinition): boolean =>
  JSON.stringify(stored) === JSON.stringify(asked)
