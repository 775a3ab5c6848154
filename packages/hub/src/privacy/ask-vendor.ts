import { type ConnectorContext, deliverBatch, JOB_PENDING, type Outcome } from '@esplanade/connector-kit'
import type { Instant } from '@esplanade/core/schema'
import type { BatchRecord } from '@esplanade/core/store'
import type { Connection } from '../connection.ts'
import type { HubContext } from '../context.ts'
import { JOB_PATIENCE_MS } from '../push/job-patience.ts'
import { recordRun } from '../run-record.ts'
import { readErasureBatch } from './erasure-batch.ts'
import { settleErasures } from './settle-erasures.ts'

/**
 * Asks one vendor to erase, batch by batch: on record before each call, with its job once there is one,
 * and looked after until the vendor confirms or the patience ends. One that was being sent when a process
 * died is sent again where that is allowed: to erase somebody twice is to erase them.
 */
export async function askVendor(
  hub: HubContext,
  connection: Connection,
  open: readonly BatchRecord[],
  signal: AbortSignal,
): Promise<void> {
  const context = connection.context(signal)
  const patientUntil = (hub.clock.now() + JOB_PATIENCE_MS) as Instant
  await recordRun(hub, { kind: 'erase', connection: connection.id, signal }, async run => {
    for (const record of open) {
      await askBatch(hub, connection, record, { context, patientUntil })
      run.count('batches', 1)
    }
  })
}

interface Asking {
  readonly context: ConnectorContext<unknown, unknown>
  readonly patientUntil: Instant
}

async function askBatch(
  hub: HubContext,
  connection: Connection,
  found: BatchRecord,
  { context, patientUntil }: Asking,
): Promise<void> {
  const { state } = hub.store
  const operation = connection.connector.operations.erase
  const { rows, target } = readErasureBatch(found)
  const settle = (record: BatchRecord, outcomes: readonly Outcome[]) => settleErasures(hub, record, outcomes)
  if (operation === undefined)
    return settle(
      found,
      rows.map(() => NOT_OFFERED),
    )
  if (found.state === 'sending' && !operation.idempotent)
    return settle(
      found,
      rows.map(() => NOBODY_KNOWS),
    )
  let record = found
  if (record.job === null) {
    record = { ...record, state: 'sending', at: hub.clock.now() }
    await state.saveBatches([record])
  }
  const outcomes = await deliverBatch({
    context,
    operation,
    target,
    rows,
    ...(record.job === null ? {} : { job: JSON.parse(record.job) as unknown }),
    // What outlasted a request already is asked after once.
    patienceMs: found.state === 'pending' ? 0 : Math.max(0, patientUntil - hub.clock.now()),
    onJob: job => {
      record = { ...record, state: 'submitted', job: JSON.stringify(job) }
      return state.saveBatches([record])
    },
  })
  if (!outcomes.some(({ code }) => code === JOB_PENDING)) return settle(record, outcomes)
  await hub.store.atomically(async () => {
    await settleErasures(hub, record, outcomes, 'pending')
  })
}

const NOBODY_KNOWS: Outcome = {
  status: 'in-doubt',
  code: 'in-doubt',
  message: 'The request was under way when the process ended, and must not be made twice.',
}

const NOT_OFFERED: Outcome = {
  status: 'refused',
  code: 'not-offered',
  message: 'This connector erases nobody.',
}
