import {
  type FaultRule,
  failureReader,
  hours,
  recordOf,
  recordsOf,
  type SdkFailure,
  seconds,
  textOf,
} from '@esplanade/connector-kit'

export const faults: readonly FaultRule[] = [
  {
    status: 401,
    kind: 'auth',
    next: 'Create a new access token for the private app in HubSpot and put it into the configuration.',
  },
  {
    status: 403,
    kind: 'config',
    next: 'Give the private app the scopes that "esplanade doctor" names; some calls need a higher tier.',
  },
  {
    status: 429,
    code: 'DAILY',
    kind: 'throttled',
    next: 'The daily quota of the account is used up. It is full again at midnight of the account’s time zone; run the same command then.',
  },
  { status: 429, kind: 'throttled' },
  // The vendor's own list of statuses to repeat, and 500, which its SDK repeats as well.
  { status: [423, 477, 500, 502, 503, 504, 521, 523, 524], kind: 'transient' },
  { status: [404, 410], kind: 'missing' },
  { status: [400, 409, 413, 414], kind: 'rejected' },
  { status: [405, 406, 415], kind: 'contract' },
  { code: 'network', kind: 'transient' },
  { code: 'unreadable', kind: 'transient' },
]

/** An answer to `client.apiRequest` that is no success: that method of the SDK never throws by itself. */
export class AnswerError extends Error {
  override readonly name = 'AnswerError'
  readonly code: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown

  constructor(response: Response, text: string) {
    super(`HubSpot answered ${response.status}.`)
    this.code = response.status
    this.headers = Object.fromEntries(response.headers)
    this.body = parseJson(text)
  }
}

/** The words of `fetch` for a connection that failed before the answer or in the middle of it. */
const NETWORK = new Set(['fetch failed', 'terminated'])
const UNREADABLE = /^(?:The mediaType .* is not supported|Cannot parse content)/
const TEN_SECONDLY = /ten_secondly/i

/** The SDK's errors have no class in common, so they are known by their shape. */
export const readFailure = failureReader(
  error => {
    if (!(error instanceof Error)) return undefined
    if (isAnswer(error)) return { status: error.code, headers: error.headers, body: error.body }
    // What the system says about the connection, such as `ECONNREFUSED`.
    if (error instanceof TypeError && NETWORK.has(error.message))
      return { status: null, code: textOf(recordOf(error.cause)?.code) ?? 'network' }
    // The SDK loses the status of an answer that is not JSON or breaks off: a proxy's page, a cut body.
    if (!(error instanceof SyntaxError) && !UNREADABLE.test(error.message)) return undefined
    return { status: null, code: 'unreadable', words: 'The answer was not the JSON that it should be' }
  },
  ({ status, body }) => {
    const { message, category, errorType, policyName } = recordOf(body) ?? {}
    const words = `${textOf(message) || textOf(body) || 'No reason was given'}${neededScopes(body)}`
    const daily = status === 429 && (policyName === 'DAILY' || /\bdaily\b/i.test(words))
    const code = daily ? 'DAILY' : (textOf(category) ?? textOf(errorType))
    return { code, message: words, body, ...waitFor(status, daily, TEN_SECONDLY.test(words)) }
  },
)

const isAnswer = (error: Error): error is Error & Pick<SdkFailure, 'headers' | 'body'> & { code: number } =>
  'code' in error && typeof error.code === 'number' && 'body' in error

/** A refusal for want of scopes names them in a context of their own. */
function neededScopes(body: unknown): string {
  const [error] = recordsOf(recordOf(body)?.errors)
  const names = recordOf(error?.context)?.requiredGranularScopes
  return Array.isArray(names) ? ` (${names.join(', ')})` : ''
}

/** No `Retry-After` is documented on 429: its words say which of the limits in `config.ts` ran full. */
function waitFor(status: number, daily: boolean, burst: boolean) {
  if (status === 423) return { retryAfterMs: seconds(2) }
  if (status !== 429) return {}
  if (daily) return { retryAfterMs: hours(1), limit: 'daily' }
  return burst ? { retryAfterMs: seconds(10), limit: 'burst' } : { retryAfterMs: seconds(1) }
}

/** Keeps text that is no JSON as it is. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return text
    throw error
  }
}
