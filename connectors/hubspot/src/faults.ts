import { type Failure, type FaultRule, recordOf, textOf } from '@esplanade/connector-kit'

export const faults: readonly FaultRule[] = [
  {
    status: 401,
    kind: 'auth',
    next: 'Create a new access token for the private app in HubSpot and put it into the configuration.',
  },
  {
    status: 403,
    kind: 'config',
    next: 'Give the private app the scopes that the README of this connector lists; some calls need a higher tier.',
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

/** Sorts what the SDK throws. Its errors have no class in common, so they are known by their shape. */
export function readFailure(error: unknown): Failure | undefined {
  if (isAnswer(error)) return readAnswer(error)
  if (!(error instanceof Error)) return undefined
  if (error instanceof TypeError && NETWORK.has(error.message)) {
    const code = causeCode(error)
    return {
      status: null,
      code: code ?? 'network',
      message: code === undefined ? 'The connection broke off' : 'The connection failed',
    }
  }
  // The SDK loses the status of an answer that is not JSON or breaks off: a proxy's page, a cut body.
  if (error instanceof SyntaxError || UNREADABLE.test(error.message)) {
    return { status: null, code: 'unreadable', message: 'The answer was not the JSON that it should be' }
  }
  return undefined
}

/** The words of `fetch` for a connection that failed before the answer or in the middle of it. */
const NETWORK = new Set(['fetch failed', 'terminated'])
const UNREADABLE = /^(?:The mediaType .* is not supported|Cannot parse content)/

interface Answer {
  readonly code: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
}

function isAnswer(error: unknown): error is Error & Answer {
  return error instanceof Error && 'code' in error && typeof error.code === 'number' && 'body' in error
}

function readAnswer({ code: status, headers, body }: Answer): Failure {
  const { message, category, errorType, policyName } = recordOf(body) ?? {}
  const said = `${textOf(message) || textOf(body) || 'No reason was given'}${neededScopes(body)}`
  const daily = status === 429 && (policyName === 'DAILY' || /\bdaily\b/i.test(said))
  const code = daily ? 'DAILY' : (textOf(category) ?? textOf(errorType))
  const retryAfterMs = retryAfter(status, daily, said, headers)
  return {
    status,
    code: code ?? null,
    message: said,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(status === 429 && limitOf(daily, said)),
    body,
  }
}

/** A refusal for want of scopes names them in a context of their own. */
function neededScopes(body: unknown): string {
  const errors = recordOf(body)?.errors
  const error: unknown = Array.isArray(errors) ? errors[0] : undefined
  const names = recordOf(recordOf(error)?.context)?.requiredGranularScopes
  return Array.isArray(names) ? ` (${names.join(', ')})` : ''
}

const HOUR_MS = 3_600_000

/** No `Retry-After` is documented on 429: its words say which window ran full. */
function retryAfter(
  status: number,
  daily: boolean,
  words: string,
  headers: Readonly<Record<string, string>>,
): number | undefined {
  const seconds = Number(headers['retry-after'])
  if (Number.isFinite(seconds) && seconds > 0) return seconds * 1_000
  if (status === 423) return 2_000
  if (status !== 429) return undefined
  if (daily) return HOUR_MS
  return TEN_SECONDLY.test(words) ? 10_000 : 1_000
}

const TEN_SECONDLY = /ten_secondly/i

/** Which of the limits in `config.ts` ran full. */
function limitOf(daily: boolean, words: string): Pick<Failure, 'limit'> {
  if (daily) return { limit: 'daily' }
  return TEN_SECONDLY.test(words) ? { limit: 'burst' } : {}
}

/** What the system says about the connection, such as `ECONNREFUSED`. */
const causeCode = ({ cause }: TypeError): string | undefined => textOf(recordOf(cause)?.code)

/** Keeps text that is no JSON as it is. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return text
    throw error
  }
}
