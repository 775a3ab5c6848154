import type { ConnectorContext, OperationTarget, Outcome } from '@esplanade/connector-kit'
import type { Instant, RunId } from '@esplanade/core/schema'
import type { BatchRecord } from '@esplanade/core/store'
import type { Connection } from '../connection.ts'
import type { HubContext } from '../context.ts'
import { counted } from '../counted.ts'
import { IN_DOUBT } from '../plan/dead-letter-rows.ts'
import { isEvents } from '../plan/event-targets.ts'
import type { PlannedRow, Row } from '../plan/planned.ts'
import { rowKey } from '../plan/row-key.ts'
import { isAtVendor } from '../plan/rows-under-way.ts'
import { isErasure } from '../privacy/erasure-batch.ts'
import { RequestError } from '../request-error.ts'
import { recordRun } from '../run-record.ts'
import { JOB_PATIENCE_MS } from './job-patience.ts'
import { sendRecorded, settle } from './send-recorded.ts'
import { emptyTally, type Tally } from './tally.ts'

/** What recovery did, by connection; one without open batches is not in it. */
export type Recovered = ReadonlyMap<Connection, RecoveredConnection>

interface RecoveredConnection {
  readonly tally: Tally
  /** Why the connection cannot be written to yet. */
  readonly error: string | null
}

/**
 * Ends what a killed or stopped push left open, each connection by itself. A submitted job is polled to
 * its end, one that outlasted a push already is asked after once: while it is pending its rows are in no
 * plan. Of a batch that was `sending` nobody knows whether it arrived: it is closed, not sent again,
 * since the plan made next has the same rows if they are still wanted, by what is known of consent now.
 * Only what must not be sent twice keeps its connection waiting for a pull.
 */
export async function recoverConnections(
  hub: HubContext,
  connections: readonly Connection[],
  signal: AbortSignal,
): Promise<Recovered> {
  const recovered = new Map<Connection, RecoveredConnection>()
  for (const connection of connections) {
    // Erasures are asked for again, and never planned anew.
    const open = (await hub.store.state.openBatches(connection.id)).filter(batch => !isErasure(batch))
    if (open.length === 0) continue
    const text = `Ending ${counted(open.length, 'batch')} of ${connection.id} that an earlier push left open.`
    hub.report({ kind: 'note', text })
    recovered.set(connection, await recoverConnection(hub, connection, open, signal))
  }
  return recovered
}

async function recoverConnection(
  hub: HubContext,
  connection: Connection,
  open: readonly BatchRecord[],
  signal: AbortSignal,
): Promise<RecoveredConnection> {
  const tally = emptyTally()
  const context = connection.context(signal)
  let error: string | null = null
  try {
    await recordRun(hub, { kind: 'push', connection: connection.id, signal }, async run => {
      const pulledAt = await lastPull(hub, connection)
      for (const record of open) await end(hub, connection, { record, context, run: run.id, pulledAt }, tally)
    })
  } catch (failure) {
    if (signal.aborted) throw failure
    error = hub.explain(failure)
  }
  tally.requests += context.session.stats.requests
  tally.throttled += context.session.stats.throttled
  return { tally, error }
}

interface OpenRecord {
  readonly record: BatchRecord
  readonly context: ConnectorContext<unknown, unknown>
  readonly run: RunId
  readonly pulledAt: Instant | undefined
}

async function end(
  hub: HubContext,
  connection: Connection,
  { record, context, run, pulledAt }: OpenRecord,
  tally: Tally,
): Promise<void> {
  const { state } = hub.store
  const pulledSince = pulledAt !== undefined && pulledAt > record.at
  const operation = Object.values(connection.connector.operations).find(
    ({ name }) => name === record.operation,
  )
  if (operation !== undefined && isAtVendor(record) && record.job !== null) {
    const wasPending = record.state === 'pending'
    const patientUntil = hub.clock.now() + (wasPending ? 0 : JOB_PATIENCE_MS)
    const batch = { ...reread(record), context, operation, key: record.target, run, patientUntil }
    try {
      await sendRecorded(hub, batch, tally, {
        record,
        job: JSON.parse(record.job),
        pulledSince: pulledSince && !wasPending,
      })
      return
    } catch (failure) {
      // What a pull has told since is the truth; a job that cannot be asked any more adds nothing to it.
      if (context.session.signal.aborted || !pulledSince || wasPending) throw failure
    }
  }
  const stored = reread(record)
  // Nothing that a pull reads tells whether an event arrived; the vendor would start from it twice.
  if (isEvents(record.target) && !operation?.idempotent && operation !== undefined) {
    const batch = { ...stored, context, operation, key: record.target, run, patientUntil: 0 }
    const outcomes = stored.rows.map(() => MAY_HAVE_ARRIVED)
    await settle(hub, batch, { record, outcomes, pulledSince }, tally)
    return
  }
  if (pulledSince || operation?.idempotent) {
    await state.saveBatches([{ ...record, state: 'done' }])
    return
  }
  await state.saveBatches([{ ...record, state: 'in-doubt' }])
  throw new RequestError(
    `Nobody knows what became of a batch of ${record.target.target} that must not be sent twice; run "esplanade pull ${connection.id}" first.`,
  )
}

const MAY_HAVE_ARRIVED: Outcome = {
  status: 'in-doubt',
  code: IN_DOUBT,
  message: 'The process ended while this was being sent. It may have arrived, so it is not sent again.',
}

/** Without those whose last push could not be ended: what they hold is not known well enough to change it. */
export const writable = (connections: readonly Connection[], recovered: Recovered): Connection[] =>
  connections.filter(connection => (recovered.get(connection)?.error ?? null) === null)

/** Runs looked through for a finished pull. */
const RECENT_RUNS = 20

async function lastPull({ store }: HubContext, { id }: Connection): Promise<Instant | undefined> {
  const runs = await store.state.runs({ kind: 'pull', connection: id, limit: RECENT_RUNS })
  return runs.find(({ status }) => status === 'finished')?.startedAt
}

function reread(record: BatchRecord): {
  rows: readonly Row[]
  target: OperationTarget
  planned: ReadonlyMap<string, PlannedRow>
} {
  const stored = JSON.parse(record.rows) as { rows: Row[]; target: OperationTarget; planned: PlannedRow[] }
  return { ...stored, planned: new Map(stored.planned.map(row => [rowKey(row.row), row])) }
}
