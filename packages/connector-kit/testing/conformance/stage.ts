import { inspect } from 'node:util'
import {
  type Clock,
  type ConnectionId,
  instant,
  type SimulatedClock,
  simulatedClock,
  systemClock,
} from '@esplanade/core/schema'
import { expect } from 'vitest'
import { createBudget } from '../../src/budget/create-budget.ts'
import type { Connector, ConnectorContext } from '../../src/connector.ts'
import { ConnectorError } from '../../src/fault.ts'
import { createSession } from '../../src/session/create-session.ts'
import type { RunningEmulator } from '../emulator/definition.ts'
import { seededRandom } from '../emulator/seeded-random.ts'
import { startEmulator } from '../emulator/start-emulator.ts'
import type { EmulatorHarness, SeedMember } from './emulator-harness.ts'

const START = instant(Date.UTC(2026, 2, 1, 9))
const A_DAY_MS = 86_400_000

export type Context = ConnectorContext<unknown, unknown>

/** One test's world: a fresh emulator, a clock that only sleeping moves, and ways to connect. */
export interface Stage<State> {
  readonly connector: Connector
  readonly harness: EmulatorHarness<State>
  readonly emulator: RunningEmulator<State>
  readonly clock: SimulatedClock
  /** Connects as the hub does; without arguments with the configuration that works. */
  readonly connect: (options?: ConnectOptions) => Context
  /** Fills the container, then lets a day pass, so that nothing seeded counts as just changed. */
  readonly seed: (members: readonly SeedMember[]) => void
  /** What went wrong, after making sure that it is a `ConnectorError` and tells no secret. */
  readonly failureOf: (work: Promise<unknown>) => Promise<ConnectorError>
}

interface ConnectOptions {
  readonly config?: unknown
  /** The configuration leads to another host, whose requests nobody counts. */
  readonly elsewhere?: boolean
  readonly signal?: AbortSignal
  /** Longest wait for an answer, in real milliseconds. */
  readonly answerWithinMs?: number
}

/**
 * Runs one test in a world of its own, and checks afterwards what holds for all: no handler of the
 * emulator failed, and the sessions counted the requests that the emulator saw.
 */
export async function onStage<State>(
  connector: Connector,
  harness: EmulatorHarness<State>,
  play: (stage: Stage<State>) => Promise<void>,
): Promise<void> {
  const clock = simulatedClock(START)
  const emulator = await startEmulator(harness.emulator, { clock })
  const contexts: Context[] = []
  try {
    await play({
      connector,
      harness,
      emulator,
      clock,
      connect: options => {
        const context = connect(connector, harness, emulator.url, clock, options)
        if (!options?.elsewhere) contexts.push(context)
        return context
      },
      seed: members => {
        harness.seed(emulator.state, members)
        clock.advance(A_DAY_MS)
      },
      failureOf: work => failureOf(work, harness.secrets),
    })
    expect(emulator.errors, 'errors in handlers of the emulator').toEqual([])
    const counted = contexts.reduce((sum, { session }) => sum + session.stats.requests, 0)
    expect(counted, 'requests counted by sessions, as against those the emulator saw').toBe(
      emulator.journal.requests,
    )
  } finally {
    await emulator.close()
  }
}

function connect<State>(
  connector: Connector,
  harness: EmulatorHarness<State>,
  url: string,
  clock: Clock,
  options: ConnectOptions = {},
): Context {
  const config = connector.config.parse(options.config ?? harness.config(url))
  const connection = 'conformance' as ConnectionId
  const { answerWithinMs = Number.POSITIVE_INFINITY } = options
  const session = createSession({
    connection,
    connector,
    budget: createBudget(connector.limits(config), clock),
    secrets: harness.secrets,
    clock,
    signal: options.signal ?? new AbortController().signal,
    random: seededRandom(1),
    networkClock: { sleep: (ms, signal) => systemClock.sleep(Math.min(ms, answerWithinMs), signal) },
  })
  return { connection, config, client: connector.connect(config), session }
}

async function failureOf(work: Promise<unknown>, secrets: readonly string[]): Promise<ConnectorError> {
  const thrown: unknown = await work.then(
    () => undefined,
    error => error,
  )
  if (!(thrown instanceof ConnectorError)) {
    throw new Error(`Expected the call to fail with a ConnectorError; it gave ${inspect(thrown)}.`)
  }
  // Everything that a log, a report or a stack trace could show of it.
  const shown = `${inspect(thrown, { depth: 12, showHidden: true })} ${JSON.stringify(thrown)} ${thrown.stack}`
  for (const secret of secrets) expect(shown.includes(secret), 'the error tells a secret').toBe(false)
  return thrown
}
