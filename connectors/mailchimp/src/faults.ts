import {
  type FaultRule,
  failureReader,
  type HeadersLike,
  numberOf,
  recordOf,
  recordsOf,
  textOf,
} from '@esplanade/connector-kit'
import { DownloadError, RESULT_EXPIRED } from './download.ts'

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
 * The SDK's error prints the request with its `Authorization` header. It is marked with a `response`,
 * undefined when none came, and has its status in `statusCode` when a body could not be parsed.
 */
export const readFailure = failureReader(
  error => {
    if (error instanceof DownloadError) return error.facts
    if (!(error instanceof Error) || !('response' in error)) return undefined
    const { status, statusCode, code } = recordOf(error) ?? {}
    const { body, headers } = recordOf(error.response) ?? {}
    return {
      status: numberOf(status) ?? numberOf(statusCode) ?? null,
      headers: headers as HeadersLike | undefined,
      body,
      code: textOf(code),
    }
  },
  ({ body }) => {
    const { title, detail, errors } = recordOf(body) ?? {}
    if (typeof title !== 'string')
      return { code: EDGE_PAGE, message: 'the answer was not the JSON that the API speaks' }
    const fields = recordsOf(errors)
      .map(fieldWords)
      .filter(words => words !== '')
    return { code: title, message: [textOf(detail) ?? '', ...fields].join(' ').trim(), body }
  },
)

const fieldWords = ({ field, message }: Readonly<Record<string, unknown>>): string =>
  typeof message === 'string' ? `${textOf(field) || 'value'}: ${message}.` : ''
