export type { Actual } from './actual-value.ts'
export type { ExplainedEvents, ExplainedRule, ExplainSubject, Explanation } from './explain.ts'
export { explain } from './explain.ts'
