import {
  type FaultRule,
  failureReader,
  type HeadersLike,
  recordOf,
  recordsOf,
  textOf,
  UNREADABLE_ANSWER,
} from '@esplanade/connector-kit'

/** The vendor publishes no full list of codes, so most rules go by status. */
export const klaviyoFaults: readonly FaultRule[] = [
  { code: UNREADABLE_ANSWER, kind: 'contract' },
  {
    status: 401,
    kind: 'auth',
    next: 'Check the private API key of this connection; it starts with "pk_" and is made in Settings > API keys.',
  },
  {
    status: 403,
    kind: 'auth',
    next: 'Use a private API key with the scopes that this call needs; the README of @esplanade/klaviyo lists those of each stream and operation.',
  },
  {
    status: 410,
    kind: 'contract',
    next: 'Klaviyo no longer serves the API revision of this connector; install a newer version of @esplanade/klaviyo.',
  },
  { status: 429, kind: 'throttled' },
  { status: 404, kind: 'missing' },
  { status: [400, 409, 413, 422], kind: 'rejected' },
]

/** An answer may list one error per row of a batch; the first ones say what is wrong. */
const MAX_ERRORS_TOLD = 3

/** The SDK's errors are axios errors, whose `config` holds the key and whose messages may hold addresses. */
export const readFailure = failureReader(
  error => {
    const { isAxiosError, code, response } = recordOf(error) ?? {}
    if (!(error instanceof Error) || isAxiosError !== true) return undefined
    const { status, headers, data } = recordOf(response) ?? {}
    return {
      status: typeof status === 'number' ? status : null,
      headers: headers as HeadersLike | undefined,
      body: data,
      code: textOf(code),
    }
  },
  ({ body }) => {
    const told = recordsOf(recordOf(body)?.errors)
    const words = told.slice(0, MAX_ERRORS_TOLD).map(({ title, detail }) => textOf(detail ?? title) ?? '')
    return { code: textOf(told[0]?.code), message: words.join(' ') }
  },
)
