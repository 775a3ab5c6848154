import type { LedgerRow, MirroredMember, StateStore, TargetKey } from '@esplanade/core/store'
import type { PlannedPush } from './planned.ts'

/** One target while its container's members pass by. */
export interface TargetPlan {
  /** `address` is the member's e-mail as consent knows it: normalised, null where there is none. */
  visit(member: MirroredMember, address: string | null): void
  finish(members: number): DraftPush | Promise<DraftPush>
}

export interface DraftPush extends Omit<PlannedPush, 'summary' | 'calls'> {
  readonly current: number
  readonly unchanged: number
  readonly refused: Readonly<Record<string, number>>
  /** Rows left out for now, by reason. */
  readonly waiting?: Readonly<Record<string, number>>
}

/** What was last delivered to each member of a target. */
export async function readLedger(state: StateStore, key: TargetKey): Promise<Map<string, LedgerRow>> {
  const rows = new Map<string, LedgerRow>()
  for await (const page of state.readLedger(key)) for (const row of page) rows.set(row.remoteId, row)
  return rows
}
