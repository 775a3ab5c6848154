import { describe, it } from 'vitest'
import type { Connector } from '../../src/connector.ts'
import { abortTests } from './abort-tests.ts'
import { connectionTests } from './connection-tests.ts'
import { definitionTests } from './definition-tests.ts'
import type { EmulatorHarness, Skip } from './emulator-harness.ts'
import { optOutTests } from './opt-out-tests.ts'
import { pullTests } from './pull-tests.ts'
import { pushTests } from './push-tests.ts'
import { onStage } from './stage.ts'
import { weatherTests } from './weather-tests.ts'

const TESTS = [
  ...definitionTests,
  ...connectionTests,
  ...pullTests,
  ...pushTests,
  ...optOutTests,
  ...weatherTests,
  ...abortTests,
]

/** Real time for one test: a thousand members through an emulator, on a busy machine. */
const TEST_TIMEOUT_MS = 60_000

export interface ConformanceOptions<State> {
  readonly harness: EmulatorHarness<State>
  /** Tests that the vendor makes impossible, each with the reason. */
  readonly skip?: readonly Skip[]
}

/**
 * Registers the suite that every connector passes, against its emulator.
 *
 * @example
 * describeConnector(acme, {
 *   harness: acmeHarness,
 *   skip: [{ test: 'push: a cleared field …', reason: 'Acme has no empty values; asserted in fields.test.ts.' }],
 * })
 * @throws Error for a skip that names no test: it would hide nothing, or one that was renamed.
 */
export function describeConnector<State>(connector: Connector, options: ConformanceOptions<State>): void {
  const { harness, skip = [] } = options
  for (const { test } of skip) {
    if (TESTS.some(({ name }) => name === test)) continue
    throw new Error(
      `The conformance suite has no test "${test}" to skip. It has:\n${TESTS.map(t => t.name).join('\n')}`,
    )
  }
  describe(`${connector.title} as a connector`, () => {
    for (const { name, run } of TESTS) {
      const skipped = skip.find(({ test }) => test === name)
      if (skipped) {
        console.info(`${connector.title} skips "${name}": ${skipped.reason}`)
        it.skip(`${name} (${skipped.reason})`, () => {})
      } else it(name, { timeout: TEST_TIMEOUT_MS }, () => onStage(connector, harness, run))
    }
  })
}
