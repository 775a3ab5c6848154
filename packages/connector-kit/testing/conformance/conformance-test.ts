import type { Stage } from './stage.ts'

/** One test of the suite. Its name starts with its part: `pull: …`. */
export interface ConformanceTest {
  readonly name: string
  readonly run: <State>(stage: Stage<State>) => Promise<void>
}
