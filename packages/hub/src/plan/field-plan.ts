import type { FieldRow, RemoteField } from '@esplanade/connector-kit'
import type { Value } from '@esplanade/core/schema'
import type { LedgerRow, MirroredMember } from '@esplanade/core/store'
import { decideRow } from './decide-row.ts'
import { fingerprint, spelling } from './fingerprint.ts'
import type { PlannedRow } from './planned.ts'

/** A custom field that the hub fills: what it holds for a contact; undefined leaves it alone. */
export interface DesiredField {
  readonly field: RemoteField
  readonly wantedFor: (contactNo: number) => Value | null | undefined
}

/** A row to send, or a ledger row whose note about the vendor's spelling turned out to be none. */
export type FieldPlan = { readonly send: PlannedRow } | { readonly forget: LedgerRow }

/**
 * The row that brings a member's managed fields to what is wanted, or undefined when there is
 * nothing to do. Only fields that differ are in it; no other field of the member is ever named.
 */
export function planFields(
  member: MirroredMember,
  desired: readonly DesiredField[],
  delivered: LedgerRow | undefined,
): FieldPlan | undefined {
  const wanted: Record<string, Value | null> = {}
  const seen: Record<string, Value | null> = {}
  for (const { field, wantedFor } of desired) {
    const value = wantedFor(member.contactNo)
    if (value === undefined) continue
    wanted[field.name] = value
    seen[field.name] = member.fields[field.name] ?? null
  }
  const sent = fingerprint(wanted)
  const decision = decideRow(sent, { fingerprint: fingerprint(seen), at: member.seenAt }, delivered)
  if (decision.kind === 'unchanged') {
    const isStale = decision.shown && delivered !== undefined && delivered.settled !== null
    return isStale ? { forget: { ...delivered, settled: null } } : undefined
  }
  const different = Object.entries(wanted).filter(([name, value]) => spelling(value) !== spelling(seen[name]))
  const row: FieldRow = { ...addressOf(member), values: Object.fromEntries(different) }
  return { send: { row, sent, settled: decision.settled } }
}

export const addressOf = ({ remoteId, email, remoteStatus }: MirroredMember) => ({
  remoteId,
  email,
  ...(remoteStatus === undefined ? {} : { remoteStatus }),
})
