import { type Failure, recordOf, textOf } from '@esplanade/connector-kit'
import { BrevoError, BrevoTimeoutError } from '@getbrevo/brevo'

/** An answer with a status of success that nobody could read. The service may well have done its work. */
export class UnreadableAnswer extends Error {
  override readonly name = 'UnreadableAnswer'
}

/**
 * The plain facts of what the SDK threw. Its errors carry the answer whole, and their message repeats
 * the body: only status, code and the vendor's own words are taken over. Undefined for anything else.
 */
export function readFailure(error: unknown): Failure | undefined {
  if (error instanceof UnreadableAnswer)
    return { status: null, code: 'unreadable-answer', message: error.message }
  if (error instanceof BrevoTimeoutError)
    return { status: null, code: 'timeout', message: 'no answer came in time' }
  if (!(error instanceof BrevoError)) return undefined
  const { statusCode, rawResponse } = error
  if (statusCode === undefined)
    return { status: null, code: causeCode(error.cause), message: 'the connection broke' }
  const body = recordOf(error.body)
  const retryAfterMs = waitOf(statusCode, rawResponse?.headers)
  return {
    status: statusCode,
    code: textOf(body?.code) ?? null,
    message: textOf(body?.message) ?? 'an answer without words',
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  }
}

/** Why `fetch` failed: `ECONNREFUSED`, say. Its message would tell addresses. */
const causeCode = (cause: unknown): string | null =>
  textOf(recordOf(recordOf(cause)?.cause)?.code) ?? textOf(recordOf(cause)?.code) ?? null

/** Brevo tells when a window ends and sends no Retry-After; whatever stands before it may send one. */
function waitOf(status: number, headers: Pick<Headers, 'get'> | undefined): number | undefined {
  if (status !== 429 && status !== 503) return undefined
  const told = headers?.get('retry-after') ?? headers?.get('x-sib-ratelimit-reset')
  const seconds = Number(told)
  return told != null && Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : undefined
}
