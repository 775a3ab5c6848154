import { z } from 'zod'
import type { ConnectionId } from './ids.ts'
import type { Instant } from './instant.ts'

export const CHANNELS = ['email', 'sms'] as const
export type Channel = (typeof CHANNELS)[number]

/**
 * `subscribed` is a person's opt-in, `unsubscribed` their opt-out; `suppressed` is an address that
 * must not be mailed for another reason (hard bounce, complaint, block list). A source that knows
 * nothing says nothing: silence is no consent, and no statement either.
 */
export const CONSENT_STATUSES = ['subscribed', 'unsubscribed', 'suppressed'] as const
export type ConsentStatus = (typeof CONSENT_STATUSES)[number]

/** One statement in the ledger of an address. The ledger only grows. */
export interface ConsentStatement {
  /** A normalised e-mail address or phone number. */
  readonly address: string
  readonly channel: Channel
  /** `global`, or the topic that the statement is limited to. */
  readonly scope: string
  readonly status: ConsentStatus
  /** When the person said it, by the source's clock. */
  readonly at: Instant
  /** When the hub learnt of it. */
  readonly receivedAt: Instant
  readonly source: ConnectionId
  /** What the source calls it: a bounce class, a form, a campaign. Never free text of a person. */
  readonly evidence: string
}

export const GLOBAL_SCOPE = 'global'

export const channelSchema = z.enum(CHANNELS)

export interface ConsentVerdict {
  readonly status: ConsentStatus
  /** The statement that decided. */
  readonly because: ConsentStatement
}

/**
 * What an address's statements of one scope amount to, over all sources: the latest one holds.
 * Statements of a topic say nothing about another scope: leave them out first. An opt-in counts
 * from the earlier of its two times, so a source's fast clock never lifts an opt-out; a tie refuses.
 * A suppression is lifted by nothing but a newer opt-in, as an opt-out is. Undefined when nobody
 * ever said anything.
 */
export function foldConsent(statements: readonly ConsentStatement[]): ConsentVerdict | undefined {
  let best: ConsentStatement | undefined
  for (const statement of statements) if (best === undefined || outranks(statement, best)) best = statement
  return best && { status: best.status, because: best }
}

/** The instant a statement counts from. */
export function effectiveAt(statement: ConsentStatement): number {
  return statement.status === 'subscribed' ? Math.min(statement.at, statement.receivedAt) : statement.at
}

function outranks(a: ConsentStatement, b: ConsentStatement): boolean {
  const difference = effectiveAt(a) - effectiveAt(b)
  if (difference !== 0) return difference > 0
  return isStricter(a.status, b.status)
}

/** Whether one word forbids more than another: a suppression more than an opt-out, that more than an opt-in. */
export const isStricter = (a: ConsentStatus, b: ConsentStatus): boolean => STRICTNESS[a] > STRICTNESS[b]

const STRICTNESS: Record<ConsentStatus, number> = { subscribed: 0, unsubscribed: 1, suppressed: 2 }
