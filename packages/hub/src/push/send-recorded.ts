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
import { IN_DOUBT } from '../plan/dead-letter-rows.ts'
import { fingerprint } from '../plan/fingerprint.ts'
import type { PlannedRow, Row } from '../plan/planned.ts'
import { rowKey } from '../plan/row-key.ts'
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
 * ledger in one step. A job that outlasts the patience leaves it `pending`, with nothing settled. Returns how
 * many rows are still open.
 */
export async function sendRecorded(
  hub: HubContext,
  batch: BatchToSend,
  tally: Tally,
  open?: OpenBatch,
): Promise<number> {
  const { context, operation, target, key, run, rows } = batch
  const { state } = hub.store
  let record: BatchRecord = open?.record ?? {
    id: randomUUID() as BatchId,
    run,
    target: key,
    operation: operation.name,
    state: 'sending',
    rows: JSON.stringify({ rows, target, planned: rows.map(row => batch.planned.get(rowKey(row))) }),
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
    return rows.length
  }
  await settle(hub, batch, { record, outcomes, pulledSince: open?.pulledSince ?? false }, tally)
  return outcomes.filter(({ status }) => status === 'deferred').length
}

interface Answered {
  readonly record: BatchRecord
  readonly outcomes: readonly Outcome[]
  readonly pulledSince: boolean
}

/** Writes down what became of a batch's rows: ledger, members, dead letters and the batch in one step. */
export async function settle(
  hub: HubContext,
  batch: BatchToSend,
  answered: Answered,
  tally: Tally,
): Promise<void> {
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
    const name = rowKey(row)
    // An event that may have arrived is never told again: it would start what it starts a second time.
    const isOver = outcome.status !== 'in-doubt' || 'key' in row
    if (outcome.status !== 'deferred' && isOver) settledRows.push(name)
    if (isDelivered(outcome) || (outcome.status === 'in-doubt' && isOver)) {
      const { sent, settled } = planned.get(name) ?? { sent: fingerprint({}), settled: null }
      delivered.push({ remoteId: name, sent, settled, batch: record.id, at })
      if ('action' in row) changed[row.action === 'add' ? 'added' : 'removed'].push(row.remoteId)
    }
    const isKept =
      ['rejected', 'refused'].includes(outcome.status) || (outcome.status === 'in-doubt' && isOver)
    return isKept ? [deadLetter(key, record.operation, record.id, row, doubted(outcome), hub)] : []
  })
  const doubtful = rows.some((row, index) => outcomes[index]?.status === 'in-doubt' && !('key' in row))
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

/** Whatever a vendor calls it: a letter says by its code that its row may have arrived. */
const doubted = (outcome: Outcome): Outcome =>
  outcome.status === 'in-doubt' ? { ...outcome, code: IN_DOUBT } : outcome

const isDelivered = ({ status }: Outcome): boolean =>
  status === 'applied' || status === 'accepted' || status === 'unchanged'
