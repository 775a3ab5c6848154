import type { OptOutRow } from '@esplanade/connector-kit'
import type { Instant } from '@esplanade/core/schema'
import type { LedgerRow, MirroredMember } from '@esplanade/core/store'
import { addressOf } from './field-plan.ts'
import { fingerprint } from './fingerprint.ts'
import type { PlannedPush, PlannedRow } from './planned.ts'

/** What the ledger says of an opt-out that was delivered. */
export const OPTED_OUT = fingerprint({ consent: 'unsubscribed' })

/** What keeps somebody from being mailed is held back by no brake and waits in no dead letter. */
export const lowersConsent = (operation: PlannedPush['operation']): boolean =>
  operation === 'optOut' || operation === 'optOutOfTopic'

/** What an opt-out is decided by, beside the member itself. */
export interface OptOutFacts {
  /** The member's address as consent knows it: normalised. */
  readonly address: string | null
  /** Addresses whose ledger ends in an opt-out, wherever it was said. */
  readonly optedOut: ReadonlySet<string>
  /** What the mirror is as of: a member that no pull brought since is still as it was. */
  readonly mirrorAt: Instant
}

/**
 * The row that tells a vendor about an opt-out which it has not heard of. It carries the vendor's own
 * spelling of the address, since the vendor may know no other. A vendor that accepted it and, by a
 * later pull, still mails is told again: an opt-out is never taken for done. Consent only goes down.
 */
export function planOptOut(
  member: MirroredMember,
  { address, optedOut, mirrorAt }: OptOutFacts,
  delivered: LedgerRow | undefined,
): PlannedRow | undefined {
  const { email, consent, seenAt } = member
  if (email === null || address === null || !optedOut.has(address)) return undefined
  // A suppressed member is mailed no more than an unsubscribed one: there is nothing left to lower.
  if (consent === 'unsubscribed' || consent === 'suppressed') return undefined
  if (delivered !== undefined && Math.max(seenAt, mirrorAt) <= delivered.at) return undefined
  const row: OptOutRow = { ...addressOf(member), email }
  return { row, sent: OPTED_OUT, settled: null }
}
