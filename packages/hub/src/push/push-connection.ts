import {
  BATCHES_AT_ONCE,
  cutBatches,
  type OperationTarget,
  onFailure,
  rejectedBy,
} from '@esplanade/connector-kit'
import type { RunId } from '@esplanade/core/schema'
import type { Connection } from '../connection.ts'
import { readAccountFacts, saveAccountFacts } from '../connection.ts'
import type { HubContext } from '../context.ts'
import { counted } from '../counted.ts'
import { saveEventCursor } from '../plan/event-cursor.ts'
import { operationOf } from '../plan/operation-of.ts'
import type { PlannedPush } from '../plan/planned.ts'
import { rowKey } from '../plan/row-key.ts'
import { recordRun } from '../run-record.ts'
import { eachOf } from './each-of.ts'
import { JOB_PATIENCE_MS } from './job-patience.ts'
import type { PushedConnection } from './results.ts'
import { sendRecorded } from './send-recorded.ts'
import type { Tally } from './tally.ts'

/**
 * Sends a connection's planned changes: opt-outs first, then opt-ins, fields, members and events. A batch is on
 * record before its call and its outcomes are stored together with the ledger; stopping or dying
 * anywhere loses nothing and repeats no effect. A vendor that refuses the whole connection ends it
 * with its error.
 */
export async function pushConnection(
  hub: HubContext,
  connection: Connection,
  pushes: readonly PlannedPush[],
  { signal, tally }: { signal: AbortSignal; tally: Tally },
): Promise<PushedConnection> {
  const context = connection.context(signal)
  const patientUntil = hub.clock.now() + JOB_PATIENCE_MS
  let error: string | null = null
  try {
    await recordRun(hub, { kind: 'push', connection: connection.id, signal }, async run => {
      for (const push of inOrder(pushes))
        await pushTarget(hub, push, { run: run.id, context, patientUntil }, tally)
      for (const [name, by] of Object.entries(tally.counts)) run.count(name, by)
    })
  } catch (failure) {
    if (signal.aborted) throw failure
    error = hub.explain(failure)
  }
  tally.requests += context.session.stats.requests
  tally.throttled += context.session.stats.throttled
  return pushedConnection(connection, tally, error)
}

/** What a connection's push came to. */
export function pushedConnection(
  { id, connector }: Connection,
  tally: Tally,
  error: string | null,
): PushedConnection {
  const { changed, counts, deadLetters, pending, requests, throttled, writes } = tally
  return {
    id,
    connector: connector.name,
    changed,
    applied: counts.applied,
    accepted: counts.accepted,
    unchanged: counts.unchanged,
    refused: counts.refused,
    rejected: counts.rejected,
    deferred: counts.deferred,
    inDoubt: counts['in-doubt'],
    pending,
    requests,
    writes,
    throttled,
    error,
    deadLetters,
    notes: tally.notes(),
  }
}

const ORDER = { optOut: 0, optOutOfTopic: 1, optIn: 2, fields: 3, members: 4, events: 5 } as const

const inOrder = (pushes: readonly PlannedPush[]): PlannedPush[] =>
  [...pushes].sort((a, b) => ORDER[a.operation] - ORDER[b.operation])

interface Under {
  readonly run: RunId
  readonly context: ReturnType<Connection['context']>
  readonly patientUntil: number
}

async function pushTarget(
  hub: HubContext,
  push: PlannedPush,
  { run, context, patientUntil }: Under,
  tally: Tally,
): Promise<void> {
  if (push.forget !== undefined) await hub.store.state.saveLedger(push.key, push.forget)
  if (push.rows.length === 0) {
    if (push.cursor !== undefined) await saveEventCursor(hub.store.state, push.key, push.cursor)
    return
  }
  const { id } = push.connection
  const operation = operationOf(push)
  // What the vendor will not make is an answer to its rows; every other target goes on.
  const target = await onFailure('rejected', makeTarget(hub, push, context), async error => {
    const refused = push.rows.map(({ row }) => ({ row, outcome: rejectedBy(error) }))
    tally.changed += refused.length
    await tally.refuse(hub, push.key, push.operation, refused)
    return undefined
  })
  if (target === undefined) return
  const planned = new Map(push.rows.map(row => [rowKey(row.row), row]))
  const { batches, refused } = cutBatches(
    operation,
    push.rows.map(({ row }) => row),
  )
  const task = `push ${id} ${push.key.target}`
  tally.changed += push.rows.length
  let done = 0
  let open = 0
  await eachOf(batches, BATCHES_AT_ONCE, async rows => {
    const batch = { context, operation, target, key: push.key, run, rows, planned, patientUntil }
    open += await sendRecorded(hub, batch, tally)
    done += rows.length
    hub.report({ kind: 'progress', task, done, total: push.rows.length })
  })
  await tally.refuse(hub, push.key, push.operation, refused)
  if (push.cursor !== undefined && open === 0) await saveEventCursor(hub.store.state, push.key, push.cursor)
  hub.report({ kind: 'done', task, text: counted(push.rows.length, 'row') })
}

/** Creates what the plan said would be created, and remembers that it exists now. */
async function makeTarget(
  hub: HubContext,
  push: PlannedPush,
  context: ReturnType<Connection['context']>,
): Promise<OperationTarget> {
  const { connector, id } = push.connection
  const { container } = push.key
  const facts = await readAccountFacts(hub.store.state, id)
  if (facts === undefined)
    throw new Error(`The account facts of "${id}" vanished between plan and push; pull again.`)
  const base = {
    container,
    mirrorAt: facts.mirrorAt,
    ...(push.fields === undefined ? {} : { fields: push.fields }),
  }
  if (push.create === null) return { ...base, ...(push.target === undefined ? {} : { target: push.target }) }
  if ('fields' in push.create) {
    await connector.createFields(context, container, push.create.fields)
    const fields = [...(facts.fields[container] ?? []), ...push.create.fields]
    await saveAccountFacts(hub.store.state, id, {
      ...facts,
      fields: { ...facts.fields, [container]: fields },
    })
    return base
  }
  const target = await connector.createTarget(context, push.create.target)
  const targets = { ...facts.targets, [`${container}\u0000${push.key.target}`]: target }
  await saveAccountFacts(hub.store.state, id, { ...facts, targets })
  return { ...base, target }
}
