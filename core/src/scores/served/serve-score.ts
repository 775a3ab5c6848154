import type { ScoreColumn } from '../../store/index.ts'
import type { ModelCard } from './model-card.ts'
import { columnName, kindOf, type ScoreDefinition } from './score-definition.ts'
import type { ScoreContext, Trained } from './score-kind.ts'

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

/** The columns of a trained score, for every contact. */
export async function applyScore(
  { definition, document }: ScoreDocument,
  context: ScoreContext,
): Promise<ScoreColumn[]> {
  const columns = await kindOf(definition).score(definition, context, document)
  return columns.map(({ suffix, ...column }) => ({ name: columnName(context.name, suffix), ...column }))
}

/** Whether a stored document answers what the configuration asks now. */
export const sameQuestion = (stored: ScoreDefinition, asked: ScoreDefinition): boolean =>
  JSON.stringify(stored) === JSON.stringify(asked)
