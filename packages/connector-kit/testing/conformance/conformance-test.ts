import type { Capability } from '../../src/capability.ts'
import type { HarnessPart } from './emulator-harness.ts'
import type { Stage } from './stage.ts'

/** One test of the suite: a guarantee that a connector keeps. Its name starts with its part: `pull: …`. */
export interface ConformanceTest {
  readonly name: string
  /** Left out, with the connector's own reason, where it says that its vendor has no such thing. */
  readonly capability?: Capability
  /** What it needs of the harness, beside what every harness has. */
  readonly parts?: readonly HarnessPart[]
  readonly run: <State>(stage: Stage<State>) => Promise<void>
}
