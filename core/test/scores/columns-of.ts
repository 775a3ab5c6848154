import { applyScores, type ScoreDocument, type ScoringContext } from '../../src/scores/index.ts'
import type { ScoreColumn } from '../../src/store/index.ts'

/** The columns of one score. */
export async function columnsOf(
  document: ScoreDocument,
  { name, ...context }: ScoringContext,
): Promise<readonly ScoreColumn[]> {
  for await (const { columns } of applyScores(new Map([[name, document]]), context)) return columns
  throw new Error('A score gave no columns.')
}
