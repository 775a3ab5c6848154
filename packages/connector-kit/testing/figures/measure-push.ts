import { type ConnectionId, instant } from '@esplanade/core/schema'
import { createBudget } from '../../src/budget/create-budget.ts'
import type { Connector, ConnectorContext } from '../../src/connector.ts'
import { cutBatches } from '../../src/delivery/cut-batches.ts'
import { deliverBatch } from '../../src/delivery/deliver-batch.ts'
import type { LimitPolicy } from '../../src/limit.ts'
import type { Operation, OperationTarget, RowAddress } from '../../src/push.ts'
import { createSession } from '../../src/session/create-session.ts'
import type { EmulatorDefinition } from '../emulator/definition.ts'
import { seededRandom } from '../emulator/seeded-random.ts'
import { startEmulator } from '../emulator/start-emulator.ts'
import { quietClock } from './quiet-clock.ts'

const START = instant(Date.UTC(2026, 2, 1, 9))
const A_DAY_MS = 86_400_000
/** Batches under way at once. */
const LANES = 8

export interface PushToMeasure<State, Row extends RowAddress> {
  readonly connector: Connector
  readonly emulator: EmulatorDefinition<State>
  config(url: string): unknown
  /** Fills the account, reads what it must, and says what to push; nothing of it is measured. */
  prepare(
    state: State,
    context: ConnectorContext<unknown, unknown>,
  ): Promise<{ readonly rows: readonly Row[]; readonly target: OperationTarget }>
  readonly operation: Operation<Row, unknown, unknown>
  /** The route that these rows are written by, where it is not the operation's own. */
  readonly writtenBy?: string
}

/** How fast a push went, on a clock that counts waits for limits and jobs alone. */
export interface PushPace {
  readonly rows: number
  /** Requests that write: what the operation's route was called. */
  readonly writes: number
  /** The fewest that the operation's bounds allow. */
  readonly fewestWrites: number
  /** Everything else: reads, polls. */
  readonly others: number
  readonly throttled: number
  readonly delivered: number
  readonly simulatedMs: number
  /** The fewest writes at the narrowest rate that is declared for their route; null where none is. */
  readonly floorMs: number | null
  /** Windows of that rate that the push lasted. */
  readonly windows: number | null
}

/** Pushes rows against an emulator that enforces the vendor's limits, eight batches at a time. */
export async function measurePush<State, Row extends RowAddress>(
  push: PushToMeasure<State, Row>,
): Promise<PushPace> {
  const { connector, operation } = push
  const { clock, watch } = quietClock(START)
  const emulator = await startEmulator(push.emulator, { clock })
  try {
    const config = connector.config.parse(push.config(emulator.url))
    const limits = connector.limits(config)
    const connection = 'figures' as ConnectionId
    const budget = watch(createBudget(limits, clock))
    const signal = new AbortController().signal
    const random = seededRandom(1)
    const session = createSession({ connection, connector, budget, secrets: [], clock, signal, random })
    const context = { connection, config, client: connector.connect(config), session }
    const { rows, target } = await push.prepare(emulator.state, context)
    // By then no window of the preparation is open, except for a quota of longer than a day.
    await clock.sleep(A_DAY_MS)
    emulator.journal.clear()
    const begun = clock.now()
    const { batches } = cutBatches(operation, rows)
    const delivered = await deliverAll(context, operation, target, batches)
    const route = push.writtenBy ?? operation.route
    const writes = emulator.journal.byRoute.get(route) ?? 0
    const binding = bindingRate(limits, route, batches.length)
    return {
      rows: rows.length,
      writes,
      fewestWrites: batches.length,
      others: emulator.journal.requests - writes,
      throttled: emulator.journal.throttled,
      delivered,
      simulatedMs: clock.now() - begun,
      floorMs: binding?.floorMs ?? null,
      windows: binding?.windows ?? null,
    }
  } finally {
    await emulator.close()
  }
}

async function deliverAll<Row extends RowAddress>(
  context: ConnectorContext<unknown, unknown>,
  operation: Operation<Row, unknown, unknown>,
  target: OperationTarget,
  batches: readonly (readonly Row[])[],
): Promise<number> {
  const waiting = batches.values()
  let delivered = 0
  const lane = async () => {
    for (const rows of waiting) {
      const outcomes = await deliverBatch({ context, operation, target, rows, onJob: async () => {} })
      delivered += outcomes.filter(({ status }) => status === 'applied' || status === 'accepted').length
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  return delivered
}

/** The rate that makes so many calls take longest; undefined where each lets all of them through at once. */
function bindingRate(
  limits: readonly LimitPolicy[],
  route: string,
  calls: number,
): { readonly floorMs: number; readonly windows: number } | undefined {
  const floors = limits.flatMap(limit => {
    if (limit.kind !== 'rate' || (limit.routes && !limit.routes.includes(route)) || calls <= limit.calls)
      return []
    const windows = calls / limit.calls
    return [{ windows, floorMs: windows * limit.perMs }]
  })
  return floors.sort((a, b) => b.floorMs - a.floorMs)[0]
}
