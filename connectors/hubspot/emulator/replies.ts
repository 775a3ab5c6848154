import type { EmulatorReply } from '@esplanade/connector-kit/emulator'
import type { z } from 'zod'

/** The vendor gives every answer an id of its own; one fixed id keeps journals replayable. */
const CORRELATION_ID = '7b8f3f0e-52a1-4c7e-9d7c-0d5c3a5f7a10'

export interface ErrorParts {
  readonly subCategory?: string
  readonly context?: Readonly<Record<string, readonly string[]>>
  readonly errors?: readonly {
    readonly message: string
    readonly code?: string
    readonly in?: string
    readonly context?: Readonly<Record<string, readonly string[]>>
  }[]
}

/** HubSpot's error envelope, as recorded from the live service. */
export function errorReply(
  status: number,
  category: string,
  message: string,
  parts: ErrorParts = {},
): EmulatorReply {
  return { status, body: { status: 'error', message, correlationId: CORRELATION_ID, category, ...parts } }
}

export const invalid = (message: string, parts?: ErrorParts): EmulatorReply =>
  errorReply(400, 'VALIDATION_ERROR', message, parts)

/** The documented 429: `errorType` and `policyName`, and no `category`. */
export const rollingLimitReply = (): EmulatorReply => limitReply('TEN_SECONDLY_ROLLING')

/** The same when the account's day is used up: waiting a moment helps nothing then. */
export const dailyLimitReply = (): EmulatorReply => limitReply('DAILY')

const limitReply = (policyName: 'TEN_SECONDLY_ROLLING' | 'DAILY'): EmulatorReply => ({
  status: 429,
  body: {
    status: 'error',
    message: `You have reached your ${policyName.toLowerCase()} limit.`,
    errorType: 'RATE_LIMIT',
    correlationId: CORRELATION_ID,
    policyName,
    requestId: CORRELATION_ID,
  },
})

/** The other 429, recorded from the search endpoints: `category` and no `policyName`. */
export const searchLimitReply = (): EmulatorReply =>
  errorReply(429, 'RATE_LIMITS', 'You have reached your secondly limit.')

/** The frame of every batch answer. 207 says that some inputs failed. */
export function batchReply(
  doneStatus: number,
  now: number,
  results: readonly unknown[],
  errors: readonly BatchError[] = [],
): EmulatorReply {
  const at = new Date(now).toISOString()
  const frame = { status: 'COMPLETE', startedAt: at, completedAt: at, results }
  if (errors.length === 0) return { status: doneStatus, body: frame }
  return { status: 207, body: { ...frame, numErrors: errors.length, errors } }
}

export interface BatchError {
  readonly status: 'error'
  readonly category: string
  readonly message: string
  readonly context: Readonly<Record<string, readonly string[]>>
  readonly errors: readonly unknown[]
  readonly links: Readonly<Record<string, string>>
}

export const batchError = (
  category: string,
  message: string,
  context: Readonly<Record<string, readonly string[]>>,
): BatchError => ({ status: 'error', category, message, context, errors: [], links: {} })

/** Reads a request body, or gives the vendor's answer to one that does not fit. */
export function readBody<Body>(
  schema: z.ZodType<Body>,
  body: unknown,
): { ok: true; body: Body } | { ok: false; reply: EmulatorReply } {
  const parsed = schema.safeParse(body)
  if (parsed.success) return { ok: true, body: parsed.data }
  const issue = parsed.error.issues[0]
  return {
    ok: false,
    reply: invalid(
      `Invalid input JSON on ${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'unreadable'}`,
    ),
  }
}
