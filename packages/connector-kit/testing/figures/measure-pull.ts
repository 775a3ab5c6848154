import { type Clock, type ConnectionId, days, instant } from '@esplanade/core/schema'
import { createBudget } from '../../src/budget/create-budget.ts'
import type { Connector } from '../../src/connector.ts'
import type { LimitPolicy } from '../../src/limit.ts'
import { createSession } from '../../src/session/create-session.ts'
import { seededRandom } from '../emulator/seeded-random.ts'
import { liveBytes } from './live-memory.ts'

export interface PullToMeasure {
  readonly connector: Connector
  /** A configuration that leads to a filled emulator, as a user writes it. */
  readonly config: unknown
  readonly clock: Clock
  /** How far back events are asked for, in days. */
  readonly historyDays: number
  /** What the budget keeps to; absent, what the connector declares. */
  readonly limits?: readonly LimitPolicy[]
  /** Streams to pull; absent, all. */
  readonly streams?: readonly string[]
}

export interface PullFigures {
  readonly rows: Readonly<Record<string, number>>
  readonly requests: number
  readonly byRoute: Readonly<Record<string, number>>
  /** Highest resident memory during the pull beyond that before it; an emulator in this process counts too. */
  readonly peakMbAboveIdle: number
  /** Most that was held at any look of that beyond what was held before it; garbage left out. */
  readonly peakHeldMb: number
  /** Of this thread, SDK included; put the emulator into another one to leave it out. */
  readonly cpuMs: number
}

/** Pages between two close looks, at what is held. */
const LOOK_EVERY = 100

/** Pulls streams to their ends, keeps nothing, and says what it took. */
export async function measurePull(pull: PullToMeasure): Promise<PullFigures> {
  const { connector, clock } = pull
  const config = connector.config.parse(pull.config)
  const connection = 'figures' as ConnectionId
  const session = createSession({
    connection,
    connector,
    budget: createBudget(pull.limits ?? connector.limits(config), clock),
    secrets: [],
    clock,
    signal: new AbortController().signal,
    random: seededRandom(1),
  })
  const context = { connection, config, client: connector.connect(config), session }
  const until = clock.now()
  const since = instant(until - days(pull.historyDays))
  const rows: Record<string, number> = {}
  const heldBefore = liveBytes()
  const idle = process.memoryUsage.rss()
  let [peak, peakHeld, pages, lookedMs] = [idle, heldBefore, 0, 0]
  const look = (closely: boolean) => {
    const before = process.threadCpuUsage()
    peak = Math.max(peak, process.memoryUsage.rss())
    if (closely) peakHeld = Math.max(peakHeld, liveBytes())
    lookedMs += millisecondsOf(process.threadCpuUsage(before))
  }
  const begun = process.threadCpuUsage()
  for (const stream of connector.streams) {
    if (pull.streams && !pull.streams.includes(stream.name)) continue
    for await (const { items } of stream.pull(context, { checkpoint: undefined, until, since })) {
      rows[stream.name] = (rows[stream.name] ?? 0) + items.length
      pages += 1
      look(pages % LOOK_EVERY === 0)
    }
  }
  look(true)
  const tookMs = millisecondsOf(process.threadCpuUsage(begun))
  return {
    rows,
    requests: session.stats.requests,
    byRoute: Object.fromEntries(session.stats.byRoute),
    peakMbAboveIdle: (peak - idle) / 1e6,
    peakHeldMb: (peakHeld - heldBefore) / 1e6,
    cpuMs: tookMs - lookedMs,
  }
}

const millisecondsOf = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / 1_000
