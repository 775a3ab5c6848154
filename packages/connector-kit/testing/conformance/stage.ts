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
import { type Budget, createBudget } from '../../src/budget/create-budget.ts'
import type { Connector, ConnectorContext } from '../../src/connector.ts'
import { ConnectorError } from '../../src/fault.ts'
import { createSession } from '../../src/session/create-session.ts'
import type { EmulatorReply, JournalEntry, RunningEmulator } from '../emulator/definition.ts'
import { seededRandom } from '../emulator/seeded-random.ts'
import { startEmulator } from '../emulator/start-emulator.ts'
import type { EmulatorHarness, HarnessPart, HarnessParts, SeedMember } from './emulator-harness.ts'
import { brokenLimits } from './journal-limits.ts'

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
  /** A part of the harness that a test needs. Throws where it is neither there nor excused. */
  readonly part: <Part extends HarnessPart>(part: Part) => NonNullable<HarnessParts<State>[Part]>
  /** From now on every answer of the emulator goes through this first: fields and rows that nobody announced. */
  readonly alterAnswers: (alter: (reply: EmulatorReply) => EmulatorReply) => void
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
  /** How far our clock is ahead of the vendor's. */
  readonly aheadMs?: number
}

/**
 * Runs one test in a world of its own, and checks afterwards what holds for all: no handler of the
 * emulator failed, the sessions counted the very requests that the emulator saw, and these exceeded no
 * limit, neither one that the vendor enforces nor one that the connector declares.
 */
export async function onStage<State>(
  connector: Connector,
  harness: EmulatorHarness<State>,
  play: (stage: Stage<State>) => Promise<void>,
): Promise<void> {
  const clock = simulatedClock(START)
  let alter = (reply: EmulatorReply): EmulatorReply => reply
  const emulator = await startEmulator(harness.emulator, { clock, alter: reply => alter(reply) })
  const contexts: Context[] = []
  const world: StageWorld = { clock, url: emulator.url, budgets: new Map() }
  try {
    await play({
      connector,
      harness,
      emulator,
      clock,
      connect: options => {
        const context = connect(connector, harness, world, options)
        if (!options?.elsewhere) contexts.push(context)
        return context
      },
      seed: members => {
        harness.seed(emulator.state, members)
        clock.advance(A_DAY_MS)
      },
      part: part => partOf(harness, part),
      alterAnswers: altered => {
        alter = altered
      },
      failureOf: work => failureOf(work, harness.secrets),
    })
    expect(emulator.errors, 'errors in handlers of the emulator').toEqual([])
    expect(callsOf(contexts), 'calls through sessions, as against requests that the emulator saw').toEqual(
      Object.fromEntries(emulator.journal.byRoute),
    )
    expect(emulator.journal.throttled, 'calls that the vendor refused for its limits').toBe(0)
    const limits = connector.limits(connector.config.parse(harness.config(emulator.url)))
    expect(
      brokenLimits(taken(emulator.journal.entries), limits),
      'declared limits that the journal exceeds',
    ).toEqual([])
  } finally {
    await emulator.close()
  }
}

/** A key that the vendor doesn't know counts against nobody's limits. */
const taken = (entries: readonly JournalEntry[]) => entries.filter(({ status }) => status !== 401)

interface StageWorld {
  readonly clock: Clock
  readonly url: string
  readonly budgets: Map<string, Budget>
}

function callsOf(contexts: readonly Context[]): Record<string, number> {
  const calls: Record<string, number> = {}
  for (const { session } of contexts)
    for (const [route, count] of session.stats.byRoute) calls[route] = (calls[route] ?? 0) + count
  return calls
}

function partOf<State, Part extends HarnessPart>(
  harness: EmulatorHarness<State>,
  part: Part,
): NonNullable<HarnessParts<State>[Part]> {
  const found = harness[part]
  if (found !== undefined) return found as NonNullable<HarnessParts<State>[Part]>
  throw new Error(
    `This test needs \`${part}\` of the harness. Write it, or say under \`lacks\` why it can't be.`,
  )
}

function connect<State>(
  connector: Connector,
  harness: EmulatorHarness<State>,
  { clock, url, budgets }: StageWorld,
  options: ConnectOptions = {},
): Context {
  const written = options.config ?? harness.config(url)
  const config = connector.config.parse(written)
  const connection = 'conformance' as ConnectionId
  const { answerWithinMs = Number.POSITIVE_INFINITY, aheadMs = 0 } = options
  const ours: Clock = {
    now: () => instant(clock.now() + aheadMs),
    sleep: (ms, signal) => clock.sleep(ms, signal),
  }
  // One for all sessions of a connection, as the hub has it.
  const account = JSON.stringify([written, aheadMs])
  const budget = budgets.get(account) ?? createBudget(connector.limits(config), ours)
  budgets.set(account, budget)
  const session = createSession({
    connection,
    connector,
    budget,
    secrets: harness.secrets,
    clock: ours,
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
