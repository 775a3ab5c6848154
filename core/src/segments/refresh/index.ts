export type { EvaluationState, EvaluationSubject } from './evaluation-state.ts'
export { evaluationFrom, startState } from './evaluation-state.ts'
export type { Refreshed } from './refresh-state.ts'
export { refreshState } from './refresh-state.ts'
