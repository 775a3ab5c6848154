import { type Failure, recordOf } from '@esplanade/connector-kit'

export const UNEXPECTED_ANSWER = 'unexpected-answer'

/** An answer that its documentation does not allow: JSON without the part that must be there. */
export class UnexpectedAnswer extends Error {
  override readonly name = 'UnexpectedAnswer'
}

/**
 * The plain facts of what the SDK threw. Its errors are axios errors, whose `config` holds the key:
 * only status, code, the vendor's own words and Retry-After are taken over. Undefined for anything else.
 */
export function readFailure(error: unknown): Failure | undefined {
  if (error instanceof UnexpectedAnswer) {
    return { status: null, code: UNEXPECTED_ANSWER, message: error.message }
  }
  if (!isAxiosError(error)) return undefined
  const { response } = error
  if (!response) return { status: null, code: error.code ?? null, message: networkWords(error.code) }
  const told = vendorErrors(response.data)
  const retryAfterMs = readRetryAfter(response.headers?.['retry-after'])
  return {
    status: response.status,
    code: told[0]?.code ?? error.code ?? null,
    message: told
      .slice(0, MAX_ERRORS_TOLD)
      .map(({ title, detail }) => detail ?? title ?? '')
      .join(' '),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  }
}

/** An answer may list one error per row of a batch; the first ones say what is wrong. */
const MAX_ERRORS_TOLD = 3

interface AxiosErrorShape extends Error {
  readonly code?: string
  readonly response?: {
    readonly status: number
    readonly headers?: Readonly<Record<string, unknown>>
    readonly data?: unknown
  }
}

interface VendorError {
  readonly code?: string
  readonly title?: string
  readonly detail?: string
}

function isAxiosError(error: unknown): error is AxiosErrorShape {
  return error instanceof Error && 'isAxiosError' in error && error.isAxiosError === true
}

function vendorErrors(data: unknown): VendorError[] {
  const errors = recordOf(data)?.errors
  return Array.isArray(errors)
    ? errors.filter((entry): entry is VendorError => recordOf(entry) !== undefined)
    : []
}

/** Whole seconds, by the vendor's documentation. */
function readRetryAfter(header: unknown): number | undefined {
  const seconds = Number(header)
  return header !== undefined && Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : undefined
}

/** Axios puts addresses into some of its messages; the code says as much. */
function networkWords(code: string | undefined): string {
  switch (code) {
    case 'ECONNREFUSED':
      return 'the connection was refused'
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'the host name could not be found'
    case 'ECONNABORTED':
    case 'ETIMEDOUT':
      return 'no answer came in time'
    default:
      return 'the connection broke'
  }
}
