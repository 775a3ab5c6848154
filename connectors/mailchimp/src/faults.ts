import { type Failure, type FaultRule, numberOf, recordOf, textOf } from '@esplanade/connector-kit'
import { RESULT_EXPIRED } from './download.ts'

/** The code of an answer that is no JSON: a page from the network edge rather than from the API. */
const EDGE_PAGE = 'Not JSON'

/** By status and by the `title` of a problem, never by its `detail`, whose wording changes. */
export const faults: readonly FaultRule[] = [
  { code: RESULT_EXPIRED, kind: 'missing', next: 'Pull to see what the batch did.' },
  {
    status: 401,
    kind: 'auth',
    next: 'Create a new key in Mailchimp under Account → Extras → API keys and set it for this connection.',
  },
  // Extreme traffic is cut off at the edge with a page; the API's own 403 is a problem with a title.
  { status: 403, code: EDGE_PAGE, kind: 'throttled' },
  {
    status: 403,
    kind: 'auth',
    next: 'The owner of the key may not do this; use a key of a manager or owner.',
  },
  { status: 404, kind: 'missing' },
  { status: 429, kind: 'throttled' },
  { status: [500, 502, 503, 504], kind: 'transient' },
  { status: [400, 405, 409, 414, 422], kind: 'rejected' },
  {
    code: 'ENOTFOUND',
    kind: 'config',
    next: 'Check that the key ends in the data centre of the account, such as "-us21", and that the network is up.',
  },
]

/**
 * The plain facts of an error of the SDK. The error itself prints the request with its
 * `Authorization` header, so nothing else of it may survive. The SDK marks its errors with a
 * `response`, undefined when none came; an error without one is not the SDK's.
 */
export function readFailure(error: unknown): Failure | undefined {
  if (!(error instanceof Error) || !('response' in error)) return undefined
  const sdkError: SdkError = error
  const status = numberOf(sdkError.status) ?? numberOf(sdkError.statusCode)
  if (status === undefined) {
    return { status: null, code: textOf(sdkError.code) ?? null, message: error.message }
  }
  const body = recordOf(recordOf(sdkError.response)?.body)
  const title = textOf(body?.title)
  if (body === undefined || title === undefined) {
    const message = 'the answer was not the JSON that the API speaks'
    return { status, code: EDGE_PAGE, message }
  }
  const fields = Array.isArray(body.errors) ? body.errors.map(fieldWords).filter(words => words !== '') : []
  return { status, code: title, message: [textOf(body.detail) ?? '', ...fields].join(' ').trim(), body }
}

interface SdkError extends Error {
  readonly status?: unknown
  /** Set in place of `status` when a body could not be parsed. */
  readonly statusCode?: unknown
  readonly code?: unknown
  readonly response?: unknown
}

function fieldWords(problem: unknown): string {
  const { field, message } = recordOf(problem) ?? {}
  return textOf(message) === undefined ? '' : `${textOf(field) || 'value'}: ${textOf(message)}.`
}
