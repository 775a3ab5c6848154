export type { Actual } from './actual-value.ts'
export { eventsToExplain } from './events-to-explain.ts'
export type { ExplainedEvents, ExplainedRule, ExplainSubject, Explanation } from './explain.ts'
export { explain } from './explain.ts'
