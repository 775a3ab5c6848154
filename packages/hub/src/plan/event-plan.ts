import type { CustomEventRow } from '@esplanade/connector-kit'
import { type Instant, isoInstant, type SegmentNo } from '@esplanade/core/schema'
import type { LedgerRow, MembershipTurn, MirroredMember } from '@esplanade/core/store'
import type { EventSync } from '../sync-config.ts'
import { addressOf } from './field-plan.ts'
import { refusalOf } from './member-plan.ts'
import type { PlannedRow } from './planned.ts'

/** How far a sync of events has got: everything up to and with this instant was told, or refused. */
export interface EventCursor {
  readonly told: Instant
}

/** The turns that are to be told, contact by contact, as members pass by. */
export interface EventPlan {
  readonly visit: (member: MirroredMember, address: string | null) => void
  finish(): { rows: readonly PlannedRow[]; unchanged: number; refused: Record<string, number> }
}

/**
 * Plans what to tell a vendor of people who came into a segment and left it. A person is told of once, as
 * the first of their members there, by remote id, that may be mailed. What the ledger has was told before; a
 * row's key is made of the member, the segment and the moment, so the same turn has the same key for ever.
 */
export function eventPlan(options: {
  readonly sync: Pick<EventSync, 'segment' | 'entered' | 'left'>
  readonly segmentNo: SegmentNo
  readonly turns: readonly MembershipTurn[]
  readonly optedOut: ReadonlySet<string>
  readonly delivered: ReadonlyMap<string, LedgerRow>
}): EventPlan {
  const { sync, segmentNo, turns, optedOut, delivered } = options
  const turnsOf = Map.groupBy(turns, ({ contactNo }) => contactNo)
  const told = new Map<number, MirroredMember>()
  const refusals = new Map<number, string>()
  return {
    visit(member, address) {
      const { contactNo } = member
      if (!member.present || told.has(contactNo) || !turnsOf.has(contactNo)) return
      const refusal = refusalOf(address, optedOut, member.consent)
      if (refusal === undefined) told.set(contactNo, member)
      else refusals.set(contactNo, refusal)
    },
    finish() {
      const rows: PlannedRow[] = []
      const refused: Record<string, number> = {}
      let unchanged = 0
      for (const { contactNo, at, entered } of turns) {
        const name = entered ? sync.entered : sync.left
        if (name === undefined) continue
        const member = told.get(contactNo)
        if (member === undefined) {
          const reason = refusals.get(contactNo)
          // Whoever the vendor does not have is nobody to tell it of.
          if (reason !== undefined) refused[reason] = (refused[reason] ?? 0) + 1
          continue
        }
        const key = [member.remoteId, segmentNo, entered ? 'entered' : 'left', at].join(' ')
        if (delivered.has(key)) {
          unchanged++
          continue
        }
        const properties = { segment: sync.segment }
        const row: CustomEventRow = { ...addressOf(member), key, name, at, properties }
        rows.push({ row, sent: isoInstant(at), settled: null })
      }
      return { rows, unchanged, refused }
    },
  }
}
