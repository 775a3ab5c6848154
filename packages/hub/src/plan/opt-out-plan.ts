import type { OptOutRow } from '@esplanade/connector-kit'
import type { LedgerRow, MirroredMember } from '@esplanade/core/store'
import { decideRow } from './decide-row.ts'
import { addressOf } from './field-plan.ts'
import { fingerprint } from './fingerprint.ts'
import type { PlannedRow } from './planned.ts'

const OPTED_OUT = fingerprint({ consent: 'unsubscribed' })

/**
 * The row that tells a vendor about an opt-out which it has not heard of. `optedOut` holds the
 * addresses whose ledger ends in an opt-out, wherever it was said; `address` is the member's, spelled
 * as they are. The row carries the vendor's own spelling, since the vendor may know no other. Consent only ever goes down here.
 */
export function planOptOut(
  member: MirroredMember,
  { address, optedOut }: { readonly address: string | null; readonly optedOut: ReadonlySet<string> },
  delivered: LedgerRow | undefined,
): PlannedRow | undefined {
  const { email, consent } = member
  if (email === null || address === null || !optedOut.has(address)) return undefined
  // A suppressed member is mailed no more than an unsubscribed one: there is nothing left to lower.
  const status = consent === 'suppressed' ? 'unsubscribed' : consent
  const decision = decideRow(
    OPTED_OUT,
    { fingerprint: fingerprint({ consent: status }), at: member.seenAt },
    delivered,
  )
  if (decision.kind === 'unchanged') return undefined
  const row: OptOutRow = { ...addressOf(member), email }
  return { row, sent: OPTED_OUT, settled: null }
}
