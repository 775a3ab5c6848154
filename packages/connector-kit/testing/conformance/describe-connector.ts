import { describe, it } from 'vitest'
import type { Connector } from '../../src/connector.ts'
import { allTests } from './all-tests.ts'
import type { EmulatorHarness, Skip } from './emulator-harness.ts'
import { onStage } from './stage.ts'
import { whyLeftOut } from './why-left-out.ts'

/** Real time for one test: a thousand members through an emulator, on a busy machine. */
const TEST_TIMEOUT_MS = 60_000

export interface ConformanceOptions<State> {
  readonly harness: EmulatorHarness<State>
  /** Tests that the vendor makes impossible, each with the reason. */
  readonly skip?: readonly Skip[]
}

/** A connector with what the suite needs of it: what its package exports as `./conformance`. */
export interface ConnectorConformance<State> extends ConformanceOptions<State> {
  readonly connector: Connector
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
    if (allTests.some(({ name }) => name === test)) continue
    throw new Error(
      `The conformance suite has no test "${test}" to skip. It has:\n${allTests.map(t => t.name).join('\n')}`,
    )
  }
  describe(`${connector.title} as a connector`, () => {
    for (const test of allTests) {
      const { name, run } = test
      const leftOut = whyLeftOut(test, connector, harness, skip)
      if (leftOut) {
        console.info(`${connector.title} leaves out "${name}": ${leftOut.reason}`)
        it.skip(`${name} (${leftOut.reason})`, () => {})
      } else it(name, { timeout: TEST_TIMEOUT_MS }, () => onStage(connector, harness, run))
    }
  })
}
