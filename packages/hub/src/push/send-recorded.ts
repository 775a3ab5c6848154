import { randomUUID } from 'node:crypto'
import {
  type ConnectorContext,
  deliverBatch,
  type Operation,
  type OperationTarget,
  type Outcome,
} from '@esplanade/connector-kit'
import type { BatchId, RunId } from '@esplanade/core/schema'
import type { BatchRecord, LedgerRow, TargetKey } from '@esplanade/core/store'
import type { HubContext } from '../context.ts'
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
}

/** A batch found open in the store, to go on with. */
export interface OpenBatch {
  readonly record: BatchRecord
  /** The vendor's job, when it was submitted. */
  readonly job?: unknown
}

/** Sends one batch with its record kept: `sending` before the call, `submitted` with its job, outcomes and ledger in one step. */
export async function sendRecorded(
  hub: HubContext,
  batch: BatchToSend,
  tally: Tally,
  open?: OpenBatch,
): Promise<void> {
  const { context, operation, target, key, run, rows } = batch
  const { state } = hub.store
  const record: BatchRecord = open?.record ?? {
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
  tally.writes += open?.job === undefined ? 1 : 0
  const outcomes = await deliverBatch({
    context,
    operation,
    target,
    rows,
    ...(open?.job === undefined ? {} : { job: open.job }),
    onJob: job => state.saveBatches([{ ...record, state: 'submitted', job: JSON.stringify(job) }]),
  })
  await settle(hub, batch, record, outcomes, tally)
}

async function settle(
  hub: HubContext,
  batch: BatchToSend,
  record: BatchRecord,
  outcomes: readonly Outcome[],
  tally: Tally,
): Promise<void> {
  const { key, rows, planned } = batch
  const { state } = hub.store
  const at = hub.clock.now()
  const delivered: LedgerRow[] = []
  const changed = { added: [] as string[], removed: [] as string[] }
  const letters = rows.flatMap((row, index) => {
    const outcome = outcomes[index] as Outcome
    tally.counts[outcome.status] += 1
    if (isDelivered(outcome)) {
      const plan = planned.get(row.remoteId)
      delivered.push({
        remoteId: row.remoteId,
        sent: plan?.sent ?? fingerprint({}),
        settled: plan?.settled ?? null,
        batch: record.id,
        at,
      })
      if ('action' in row) changed[row.action === 'add' ? 'added' : 'removed'].push(row.remoteId)
    }
    return outcome.status === 'rejected' || outcome.status === 'refused'
      ? [deadLetter(key, record.operation, record.id, row, outcome, hub)]
      : []
  })
  const doubtful = outcomes.some(({ status }) => status === 'in-doubt')
  await hub.store.atomically(async () => {
    await state.saveLedger(key, delivered)
    if (changed.added.length + changed.removed.length > 0) await state.changeMembers(key, changed)
    if (letters.length > 0) await state.saveDeadLetters(letters)
    await state.saveBatches([{ ...record, state: doubtful ? 'in-doubt' : 'done' }])
  })
  tally.show(letters)
}

const isDelivered = ({ status }: Outcome): boolean =>
  status === 'applied' || status === 'accepted' || status === 'unchanged'
