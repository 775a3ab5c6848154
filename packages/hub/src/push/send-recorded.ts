import { randomUUID } from 'node:crypto'
import {
  type ConnectorContext,
  deliverBatch,
  JOB_PENDING,
  type Operation,
  type OperationTarget,
  type Outcome,
} from '@esplanade/connector-kit'
import type { BatchId, RunId } from '@esplanade/core/schema'
import type { BatchRecord, LedgerRow, TargetKey } from '@esplanade/core/store'
import type { HubContext } from '../context.ts'
import { areOfErased, vendorKey } from '../ingest/refuse-erased.ts'
import { fingerprint } from '../plan/fingerprint.ts'
import type { PlannedRow, Row } from '../plan/planned.ts'
import { deadLetter, type Tally } from './tally.ts'

export interface BatchToSend {
  readonly context: ConnectorContext<unknown, unknown>
  readonly operation: Operation<Row, unknown, unknown>
  readonly target: OperationTarget
  readonly key: TargetKey
  readonly run: RunId
  readonly rows: readonly Row[]
  /** What the ledger says of a row once delivered, by remote id. */
  readonly planned: ReadonlyMap<string, PlannedRow>
  /** Until when a vendor's job is waited for; after that its batch is left pending. */
  readonly patientUntil: number
}

/** A batch found open in the store, to go on with. */
export interface OpenBatch {
  readonly record: BatchRecord
  /** The vendor's job. */
  readonly job: unknown
  /** Whether the vendor was read after the batch: what was read then is newer than this batch. */
  readonly pulledSince: boolean
}

/**
 * Sends one batch with its record kept: `sending` before the call, `submitted` with its job, outcomes and
 * ledger in one step. A job that outlasts the patience leaves it `pending`, with nothing settled.
 */
export async function sendRecorded(
  hub: HubContext,
  batch: BatchToSend,
  tally: Tally,
  open?: OpenBatch,
): Promise<void> {
  const { context, operation, target, key, run, rows } = batch
  const { state } = hub.store
  let record: BatchRecord = open?.record ?? {
    id: randomUUID() as BatchId,
    run,
    target: key,
    operation: operation.name,
    state: 'sending',
    rows: JSON.stringify({ rows, target, planned: rows.map(row => batch.planned.get(row.remoteId)) }),
    job: null,
    at: hub.clock.now(),
  }
  if (open === undefined) await state.saveBatches([record])
  tally.writes += open === undefined ? 1 : 0
  const outcomes = await deliverBatch({
    context,
    operation,
    target,
    rows,
    ...(open === undefined ? {} : { job: open.job }),
    patienceMs: Math.max(0, batch.patientUntil - hub.clock.now()),
    onJob: job => {
      record = { ...record, state: 'submitted', job: JSON.stringify(job) }
      return state.saveBatches([record])
    },
  })
  if (outcomes.some(({ code }) => code === JOB_PENDING)) {
    tally.pending += rows.length
    await state.saveBatches([{ ...record, state: 'pending' }])
    return
  }
  await settle(hub, batch, { record, outcomes, pulledSince: open?.pulledSince ?? false }, tally)
}

interface Answered {
  readonly record: BatchRecord
  readonly outcomes: readonly Outcome[]
  readonly pulledSince: boolean
}

async function settle(hub: HubContext, batch: BatchToSend, answered: Answered, tally: Tally): Promise<void> {
  const { key, rows, planned } = batch
  const { record, outcomes, pulledSince } = answered
  const { state } = hub.store
  const delivered: LedgerRow[] = []
  // A row of somebody who was erased while a vendor's job was at work leaves no trace of them.
  const { connection } = key
  const erased = await areOfErased(
    state,
    rows.map(({ remoteId }) => [vendorKey(remoteId, connection)]),
  )
  // Dated by when it was sent: what a pull saw after that is news, however late the answer came. Not so for
  // a job that was seen at work: a pull may have read between its question and its end.
  const at = record.state === 'pending' ? hub.clock.now() : record.at
  const settledRows: string[] = []
  const changed = { added: [] as string[], removed: [] as string[] }
  const letters = rows.flatMap((row, index) => {
    const outcome = outcomes[index] as Outcome
    tally.counts[outcome.status] += 1
    tally.note(key, outcome.notes ?? [])
    if (erased[index]) return []
    if (outcome.status !== 'deferred' && outcome.status !== 'in-doubt') settledRows.push(row.remoteId)
    if (isDelivered(outcome)) {
      const { sent, settled } = planned.get(row.remoteId) ?? { sent: fingerprint({}), settled: null }
      delivered.push({ remoteId: row.remoteId, sent, settled, batch: record.id, at })
      if ('action' in row) changed[row.action === 'add' ? 'added' : 'removed'].push(row.remoteId)
    }
    return outcome.status === 'rejected' || outcome.status === 'refused'
      ? [deadLetter(key, record.operation, record.id, row, outcome, hub)]
      : []
  })
  const doubtful = outcomes.some(({ status }) => status === 'in-doubt')
  await hub.store.atomically(async () => {
    await state.saveLedger(key, delivered)
    if (!pulledSince && changed.added.length + changed.removed.length > 0)
      await state.changeMembers(key, changed)
    // The latest word about a row is the one that counts.
    await state.removeDeadLetters(key, settledRows)
    if (letters.length > 0) await state.saveDeadLetters(letters)
    await state.saveBatches([{ ...record, state: doubtful ? 'in-doubt' : 'done' }])
  })
  tally.show(letters)
}

const isDelivered = ({ status }: Outcome): boolean =>
  status === 'applied' || status === 'accepted' || status === 'unchanged'
