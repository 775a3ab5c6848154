export { cardMarkdown, type ModelCard } from './model-card.ts'
export { kindOf, type ScoreDefinition, scoreColumns, scoreSchema } from './score-definition.ts'
export type { ScoreContext } from './score-kind.ts'
export { applyScore, type ScoreDocument, sameQuestion, trainScore } from './serve-score.ts'
