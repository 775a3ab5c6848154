import { APPLIED, type Outcome } from '@esplanade/connector-kit'
import type { BatchAnswer } from './batch-archive.ts'
import { batchOutcome, PENDING, readBatch, START_BATCH, startBatch } from './batch-job.ts'
import type { Operation } from './client.ts'
import { lookAtMember } from './contacts.ts'

/** Each of them is looked for by itself in the end, eight at once. */
const MAX_ROWS = 100
const action = 'actions/delete-permanent'

/** Deletes members for good: what an archived one can be revived from is gone too, and Mailchimp refuses to import them again. */
export const erase: Operation['erase'] = {
  name: 'delete for good',
  route: START_BATCH,
  maxRows: MAX_ROWS,
  idempotent: true,
  send: (context, { container }, rows) =>
    startBatch(
      context,
      container,
      rows.map(({ remoteId }) => ({ remoteId, action })),
      'consent',
    ),
  async poll(context, { container }, job, rows) {
    const answers = await readBatch(context, job, 'consent')
    if (!answers) return PENDING
    const there = await Promise.all(
      rows.map(({ remoteId }) => lookAtMember(context, container, remoteId, 'consent')),
    )
    const outcomes = rows.map((_, at) => erasure(answers.get(String(at)), there[at] !== undefined))
    // A deletion that was promised and is not seen yet is looked for again.
    const seen = outcomes.filter(outcome => outcome !== undefined)
    return seen.length < rows.length ? PENDING : { kind: 'done', outcomes: seen }
  },
}

/** Undefined: deleted by its answer and still to be seen. */
function erasure(answer: BatchAnswer | undefined, there: boolean): Outcome | undefined {
  if (!there) return APPLIED
  const outcome = batchOutcome(answer, 'deferred')
  return outcome.status === 'applied' ? undefined : outcome
}
