import type { ConnectorContext, OperationTarget } from '@esplanade/connector-kit'
import type { RunId } from '@esplanade/core/schema'
import type { BatchRecord } from '@esplanade/core/store'
import type { Connection } from '../connection.ts'
import type { HubContext } from '../context.ts'
import type { PlannedRow, Row } from '../plan/planned.ts'
import { recordRun } from '../run-record.ts'
import { sendRecorded } from './send-recorded.ts'
import { emptyTally, type Tally } from './tally.ts'

/** What recovery did, by connection; a connection without open batches is not in it. */
export type Recovered = ReadonlyMap<Connection, Tally>

/**
 * Ends what a killed or stopped push left open. A submitted job is polled to its end. Of a batch
 * that was `sending` nobody knows whether it arrived: once the vendor has been pulled since, the
 * plan compares with the truth and the batch is closed; before that, an idempotent one is sent
 * again and any other stays in doubt until the next pull.
 */
export async function recoverConnections(
  hub: HubContext,
  connections: readonly Connection[],
  signal: AbortSignal,
): Promise<Recovered> {
  const recovered = new Map<Connection, Tally>()
  for (const connection of connections) {
    const open = await hub.store.state.openBatches(connection.id)
    if (open.length === 0) continue
    hub.report({
      kind: 'note',
      text: `Ending ${open.length} batches of ${connection.id} that an earlier push left open.`,
    })
    const tally = emptyTally()
    const context = connection.context(signal)
    await recordRun(
      { state: hub.store.state, clock: hub.clock },
      { kind: 'push', connection: connection.id, signal },
      run => recoverBatches(hub, connection, { open, context, run: run.id }, tally),
    )
    tally.requests += context.session.stats.requests
    tally.throttled += context.session.stats.throttled
    recovered.set(connection, tally)
  }
  return recovered
}

async function recoverBatches(
  hub: HubContext,
  connection: Connection,
  {
    open,
    context,
    run,
  }: { open: readonly BatchRecord[]; context: ConnectorContext<unknown, unknown>; run: RunId },
  tally: Tally,
): Promise<void> {
  const { state } = hub.store
  const [lastPull] = (await state.runs({ kind: 'pull', connection: connection.id, limit: 20 })).filter(
    ({ status }) => status === 'finished',
  )
  for (const record of open) {
    const pulledSince = lastPull !== undefined && lastPull.startedAt > record.at
    const operation = Object.values(connection.connector.operations).find(
      ({ name }) => name === record.operation,
    )
    if (operation === undefined) {
      await state.saveBatches([{ ...record, state: pulledSince ? 'done' : 'in-doubt' }])
      continue
    }
    if (record.state === 'submitted' && record.job !== null) {
      await sendRecorded(hub, { ...reread(record), context, operation, key: record.target, run }, tally, {
        record,
        job: JSON.parse(record.job),
      })
    } else if (pulledSince) {
      await state.saveBatches([{ ...record, state: 'done' }])
    } else if (operation.idempotent) {
      await sendRecorded(hub, { ...reread(record), context, operation, key: record.target, run }, tally, {
        record,
      })
    } else {
      await state.saveBatches([{ ...record, state: 'in-doubt' }])
    }
  }
}

function reread(record: BatchRecord): {
  rows: readonly Row[]
  target: OperationTarget
  planned: ReadonlyMap<string, PlannedRow>
} {
  const stored = JSON.parse(record.rows) as { rows: Row[]; target: OperationTarget; planned: PlannedRow[] }
  return { ...stored, planned: new Map(stored.planned.map(row => [row.row.remoteId, row])) }
}
