import { isoInstant, ready, refused, settled } from '@esplanade/connector-kit'
import {
  BATCH_JOB,
  batchOutcome,
  MAX_OPERATIONS,
  PENDING,
  readBatch,
  START_BATCH,
  startBatch,
} from './batch-job.ts'
import type { Operation } from './client.ts'

const NAME = /^.{2,30}$/su

/**
 * Tells of events that start automations. Mailchimp takes one a call, so they go by the batch; it knows
 * no keys, so a batch whose fate is unknown is never sent again.
 */
export const events: Operation['events'] = {
  name: 'custom events',
  route: START_BATCH,
  job: BATCH_JOB,
  maxRows: MAX_OPERATIONS,
  idempotent: false,
  rowKey: ({ key }) => key,
  prepare(row) {
    if (NAME.test(row.name)) return ready(row)
    const message = `Mailchimp's events have names of 2 to 30 characters; "${row.name}" has ${Array.from(row.name).length}. Rename it.`
    return settled(refused('event-name-unfit', message))
  },
  send(context, { container }, rows) {
    const calls = rows.map(({ remoteId, name, at, properties }) => {
      // Properties are texts there, and a list's items are set apart by commas.
      const texts = Object.entries(properties).map(([key, value]) => [key, [value].flat().join(', ')])
      const body = { name, occurred_at: isoInstant(at), properties: Object.fromEntries(texts) }
      return { remoteId, action: 'events', body }
    })
    return startBatch(context, container, calls, 'push')
  },
  async poll(context, _target, job, rows) {
    const answers = await readBatch(context, job, 'push')
    if (!answers) return PENDING
    const outcomes = rows.map((_, at) => batchOutcome(answers.get(String(at)), 'in-doubt'))
    return { kind: 'done', outcomes }
  },
}
