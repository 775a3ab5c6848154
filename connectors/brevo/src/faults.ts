import { type FaultRule, failureReader, recordOf, textOf } from '@esplanade/connector-kit'
import { BrevoError, BrevoTimeoutError } from '@getbrevo/brevo'

/** By status first: the vendor lists its codes, and not which of them come with which call. */
export const brevoFaults: readonly FaultRule[] = [
  {
    status: 401,
    kind: 'auth',
    next: 'Check the API key of this connection (SMTP & API > API keys), and whether the account allows calls from this address.',
  },
  { status: 403, kind: 'auth', next: 'The account or its plan does not allow this call; ask its owner.' },
  {
    status: 402,
    kind: 'config',
    next: 'The plan has too few credits or contacts left for this; look at the plan in Brevo.',
  },
  { code: 'account_in_process', kind: 'transient' },
  { status: 429, kind: 'throttled' },
  { status: 404, kind: 'missing' },
  { status: [400, 405, 406, 413, 422], kind: 'rejected' },
]

/** The SDK's errors carry the answer whole, and their message repeats the body. */
export const readFailure = failureReader(
  error => {
    if (error instanceof BrevoTimeoutError) return { status: null, code: 'timeout' }
    if (!(error instanceof BrevoError)) return undefined
    const { statusCode: status = null, rawResponse, body, cause } = error
    // Why `fetch` failed: `ECONNREFUSED`, say. Its message would tell addresses.
    const code = textOf(recordOf(recordOf(cause)?.cause)?.code) ?? textOf(recordOf(cause)?.code)
    return { status, headers: rawResponse?.headers as Headers | undefined, body, code }
  },
  ({ status, headers, body: told }) => {
    const body = recordOf(told)
    // Brevo tells when a window ends and sends no Retry-After; whatever stands before it may send one.
    const reset = headers instanceof Headers && headers.get('x-sib-ratelimit-reset')
    return {
      code: textOf(body?.code),
      message: textOf(body?.message) ?? 'an answer without words',
      ...(reset && (status === 429 || status === 503) && { retryAfterMs: Number(reset) * 1_000 }),
    }
  },
)
