import { readHeader } from '../budget/read-header.ts'
import type { Failure } from '../fault.ts'
import type { HeadersLike } from '../session.ts'

/** What an SDK's error shows of the answer that it got, or of why it got none. */
export interface SdkFailure {
  /** Null where no answer came. */
  readonly status: number | null
  readonly headers?: HeadersLike | undefined
  /** As the API spoke it: parsed JSON, or text. */
  readonly body?: unknown
  /** The system's or the SDK's own word for it, such as `ECONNREFUSED`. */
  readonly code?: string | undefined
  /** What to say where no answer came; absent, what the code means. */
  readonly words?: string
}

/** What a vendor's body says. Words may name a row's values; a connector's errors carry them masked. */
export interface ToldFailure {
  readonly code?: string | undefined
  readonly message: string
  /** Where the header `retry-after` tells nothing. */
  readonly retryAfterMs?: number | undefined
  /** The name of the limit that is used up. */
  readonly limit?: string | undefined
  /** Keep the body for a caller that needs its parts. */
  readonly body?: unknown
}

/**
 * Makes a connector's `readFailure` of the two things that only it knows: which errors are its SDK's, and
 * where a body holds code and words. Nothing else of an error gets through, since SDK errors carry keys.
 */
export function failureReader(
  factsOf: (error: unknown) => SdkFailure | undefined,
  toldIn: (facts: SdkFailure & { readonly status: number }) => ToldFailure,
): (error: unknown) => Failure | undefined {
  return error => {
    const facts = factsOf(error)
    if (facts === undefined) return undefined
    const { status, headers, code = null, words = WORDS[code ?? ''] ?? 'the connection broke' } = facts
    if (status === null) return { status, code, message: words }
    const told = toldIn({ ...facts, status })
    const retryAfterMs = readRetryAfter(headers) ?? told.retryAfterMs
    return {
      status,
      code: told.code ?? code,
      message: told.message,
      ...(retryAfterMs !== undefined && { retryAfterMs }),
      ...(told.limit !== undefined && { limit: told.limit }),
      ...('body' in told && { body: told.body }),
    }
  }
}

/** Whole seconds, as the vendors write it; a date would need a clock that agrees with theirs. */
function readRetryAfter(headers: HeadersLike | undefined): number | undefined {
  const text = headers && readHeader(headers, 'retry-after')
  if (!text) return undefined
  const seconds = Number(text)
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : undefined
}

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ENOTFOUND: 'the host name could not be found',
  EAI_AGAIN: 'the host name could not be found',
  ECONNABORTED: 'no answer came in time',
  ETIMEDOUT: 'no answer came in time',
  timeout: 'no answer came in time',
}
