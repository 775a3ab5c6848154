import {
  type CustomEventRow,
  isoInstant,
  type Operation,
  type PreparedRow,
  type Value,
} from '@esplanade/connector-kit'
import {
  type BatchOperation,
  batchOutcome,
  MAX_OPERATIONS,
  POLL_AFTER_MS,
  readBatch,
  START_BATCH,
  startBatch,
} from './batch-job.ts'
import type { MailchimpClient } from './client.ts'
import type { MailchimpConfig } from './config.ts'

const NAME = /^.{2,30}$/su

/**
 * Tells of events that start automations. Mailchimp takes one a call, so they go by the batch; it knows
 * no keys, so a batch whose fate is unknown is never sent again.
 */
export const events: Operation<CustomEventRow, MailchimpConfig, MailchimpClient> = {
  name: 'custom events',
  route: START_BATCH,
  maxRows: MAX_OPERATIONS,
  idempotent: false,
  rowKey: ({ key }) => key,
  prepare: prepareEvent,
  async send(context, { container }, rows) {
    const job = await startBatch(
      context,
      rows.map(row => eventCall(container, row)),
      'push',
    )
    return { kind: 'job', job, pollAfterMs: POLL_AFTER_MS }
  },
  async poll(context, _target, job, rows) {
    const answers = await readBatch(context, job, 'push')
    if (!answers) return { kind: 'pending', pollAfterMs: POLL_AFTER_MS }
    return {
      kind: 'done',
      outcomes: rows.map((_, at) => batchOutcome(answers.get(String(at)), 'in-doubt')),
    }
  },
}

function prepareEvent(row: CustomEventRow): PreparedRow<CustomEventRow> {
  if (NAME.test(row.name)) return { kind: 'ready', row, notes: [] }
  const message = `Mailchimp's events have names of 2 to 30 characters; "${row.name}" has ${Array.from(row.name).length}. Rename it.`
  return { kind: 'settled', outcome: { status: 'refused', code: 'event-name-unfit', message } }
}

/** A member is found by the contact id as well, which stays when the address changes. */
function eventCall(listId: string, { remoteId, name, at, properties }: CustomEventRow): BatchOperation {
  const texts = Object.entries(properties).map(([property, value]) => [property, textOf(value)])
  return {
    path: `/lists/${encodeURIComponent(listId)}/members/${encodeURIComponent(remoteId)}/events`,
    body: { name, occurred_at: isoInstant(at), properties: Object.fromEntries(texts) },
  }
}

/** Properties are texts there. */
const textOf = (value: Value): string =>
  typeof value === 'object' ? value.map(String).join(', ') : String(value)
