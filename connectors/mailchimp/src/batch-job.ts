import {
  contractError,
  maskAddresses,
  type Outcome,
  type Priority,
  type SendResult,
} from '@esplanade/connector-kit'
import { z } from 'zod'
import { type BatchAnswer, readArchive } from './batch-archive.ts'
import { ask, type Context } from './client.ts'
import { basePath } from './config.ts'
import { download } from './download.ts'
import { batchStatus } from './shapes.ts'

/** Operations of one request. */
export const MAX_OPERATIONS = 1_000
export const START_BATCH = 'POST /batches'
const BATCH = 'GET /batches/{batch_id}'
const RESULT = 'GET /batch-results/{batch_id}'
/** Batches wait behind those of others, and take seconds at best. */
const POLL_AFTER_MS = 10_000
/** For operations by batch. How long one waits is the vendor's secret: from memory, and for forecasts alone. */
export const BATCH_JOB = {
  route: BATCH,
  result: RESULT,
  usuallyMs: 60_000,
  pollAfterMs: POLL_AFTER_MS,
} as const
export const PENDING = { kind: 'pending', pollAfterMs: POLL_AFTER_MS } as const

/** One call that Mailchimp makes to itself. */
export interface BatchOperation {
  /** Below a member of an audience. */
  readonly action: string
  readonly body?: object
}

const jobShape = z.object({ batch: z.string().min(1) })

/** Hands calls on members over to be made later, `POST` each. Each has the place of its row for its id. */
export async function startBatch(
  context: Context,
  listId: string,
  operations: readonly (BatchOperation & { readonly remoteId: string })[],
  priority: Priority,
): Promise<SendResult> {
  const body = {
    operations: operations.map(({ remoteId, action, body: inner }, at) => ({
      method: 'POST',
      path: `/lists/${encodeURIComponent(listId)}/members/${encodeURIComponent(remoteId)}/${action}`,
      operation_id: String(at),
      ...(inner && { body: JSON.stringify(inner) }),
    })),
  }
  const { id } = await ask(context, START_BATCH, batchStatus, { body, idempotent: false, priority })
  const job: z.output<typeof jobShape> = { batch: id }
  return { kind: 'job', job, pollAfterMs: POLL_AFTER_MS }
}

/**
 * What became of each operation, by its place; undefined while Mailchimp is at work.
 *
 * @throws ConnectorError of kind `missing` once the batch has expired there.
 */
export async function readBatch(
  context: Context,
  job: unknown,
  priority: Priority,
): Promise<ReadonlyMap<string, BatchAnswer> | undefined> {
  const path = { batch_id: jobShape.parse(job).batch }
  const state = await ask(context, BATCH, batchStatus, { path, priority })
  if (state.status !== 'finished') return undefined
  // The address is good for minutes and a new one comes with every question, so it is never stored.
  const url = URL.parse(state.response_body_url)
  const trusted = url?.protocol === 'https:' || url?.origin === new URL(basePath(context.config)).origin
  if (!url || !trusted) throw contractError(BATCH, 'response_body_url: expected an https address')
  const { data } = await context.session.call(RESULT, { idempotent: true, priority }, () => download(url))
  return readArchive(RESULT, data)
}

const NOT_MENTIONED = 'The result of the batch does not mention it. Pull again to see whether it was done.'

/**
 * An operation's answer as its row's outcome. `unknown` is for what may have been done or not: an
 * operation that the result does not mention, or that broke off inside Mailchimp.
 */
export function batchOutcome(answer: BatchAnswer | undefined, unknown: 'deferred' | 'in-doubt'): Outcome {
  if (!answer) return { status: unknown, code: 'not-in-result', message: NOT_MENTIONED }
  const { status, title, detail } = answer
  if (status < 300) return { status: 'applied' }
  const told = { code: title, message: `${maskAddresses(detail)} Pull again before sending it anew.` }
  if (status === 429) return { status: 'deferred', ...told }
  return { status: status >= 500 ? unknown : 'rejected', ...told }
}
