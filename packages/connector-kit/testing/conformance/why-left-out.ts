import type { Connector } from '../../src/connector.ts'
import type { ConformanceTest } from './conformance-test.ts'
import type { EmulatorHarness, Skip } from './emulator-harness.ts'

/**
 * Why a test isn't run for a connector: its vendor lacks the capability, its emulator a part, or it is
 * skipped by name; undefined where it runs. A part that is neither there nor excused doesn't excuse
 * the test: it runs, and fails for want of it.
 */
export function whyLeftOut<State>(
  { name, capability, parts = [] }: Pick<ConformanceTest, 'name' | 'capability' | 'parts'>,
  connector: Connector,
  harness: Pick<EmulatorHarness<State>, 'lacks'>,
  skip: readonly Skip[],
): LeftOut | undefined {
  const absent = capability && connector.absent?.[capability]
  if (absent !== undefined) return { by: 'capability', reason: `no ${capability}: ${absent}` }
  const lacking = parts.find(part => harness.lacks?.[part] !== undefined)
  if (lacking !== undefined) return { by: 'emulator', reason: `no ${lacking}: ${harness.lacks?.[lacking]}` }
  const skipped = skip.find(({ test }) => test === name)
  return skipped && { by: 'skip', reason: skipped.reason }
}

export interface LeftOut {
  readonly by: 'capability' | 'emulator' | 'skip'
  /** For people. */
  readonly reason: string
}
