import type { EraseRow, Operation, Outcome } from '@esplanade/connector-kit'
import type { BatchAnswer } from './batch-archive.ts'
import { batchOutcome, POLL_AFTER_MS, readBatch, START_BATCH, startBatch } from './batch-job.ts'
import type { MailchimpClient } from './client.ts'
import type { MailchimpConfig } from './config.ts'
import { lookAtMember } from './look-at-member.ts'

/** Each of them is looked for by itself in the end, eight at once. */
const MAX_ROWS = 100

/** Deletes members for good: what an archived one can be revived from is gone too, and Mailchimp refuses to import them again. */
export const erase: Operation<EraseRow, MailchimpConfig, MailchimpClient> = {
  name: 'delete for good',
  route: START_BATCH,
  maxRows: MAX_ROWS,
  idempotent: true,
  async send(context, { container }, rows) {
    const operations = rows.map(({ remoteId }) => ({
      path: `/lists/${encodeURIComponent(container)}/members/${encodeURIComponent(remoteId)}/actions/delete-permanent`,
    }))
    const job = await startBatch(context, operations, 'consent')
    return { kind: 'job', job, pollAfterMs: POLL_AFTER_MS }
  },
  async poll(context, { container }, job, rows) {
    const answers = await readBatch(context, job, 'consent')
    if (!answers) return { kind: 'pending', pollAfterMs: POLL_AFTER_MS }
    const there = await Promise.all(
      rows.map(({ remoteId }) => lookAtMember(context, container, remoteId, 'consent')),
    )
    const outcomes = rows.map((_, at) => erasure(answers.get(String(at)), there[at] !== undefined))
    // A deletion that was promised and is not seen yet is looked for again.
    if (outcomes.includes(undefined)) return { kind: 'pending', pollAfterMs: POLL_AFTER_MS }
    return { kind: 'done', outcomes: outcomes.filter(outcome => outcome !== undefined) }
  },
}

/** Undefined: deleted by its answer and still to be seen. */
function erasure(answer: BatchAnswer | undefined, there: boolean): Outcome | undefined {
  if (!there) return { status: 'applied' }
  const outcome = batchOutcome(answer, 'deferred')
  return outcome.status === 'applied' ? undefined : outcome
}
