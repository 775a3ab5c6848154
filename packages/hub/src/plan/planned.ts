import type {
  CustomEventRow,
  FieldRow,
  ForetoldCalls,
  MemberRow,
  OptInRow,
  OptOutRow,
  RemoteField,
  TargetInfo,
  TargetRef,
  TopicOptOutRow,
} from '@esplanade/connector-kit'
import type { Instant } from '@esplanade/core/schema'
import type { DeadLetter, LedgerRow, TargetKey } from '@esplanade/core/store'
import type { Connection } from '../connection.ts'
import type { EventCursor } from './event-plan.ts'
import type { HeldField, PlannedTarget } from './results.ts'

export type Row = FieldRow | MemberRow | OptOutRow | TopicOptOutRow | OptInRow | CustomEventRow

/** A row to send, with what the ledger will say of it once delivered. */
export interface PlannedRow {
  readonly row: Row
  readonly sent: string
  readonly settled: string | null
}

/** The exact changes that a push of one target makes. */
export interface PlannedPush {
  readonly connection: Connection
  readonly key: TargetKey
  readonly operation: 'optOut' | 'optOutOfTopic' | 'optIn' | 'fields' | 'members' | 'events'
  readonly rows: readonly PlannedRow[]
  readonly summary: PlannedTarget
  /** What it is foreseen to call. */
  readonly calls: ForetoldCalls
  /** Ledger rows to put right before anything is sent. */
  readonly forget?: readonly LedgerRow[]
  /** How far the target has got once every row of this push is settled. */
  readonly cursor?: EventCursor
  /** What the push has to make first. */
  readonly create: { readonly target: TargetRef } | { readonly fields: readonly RemoteField[] } | null
  /** The tag or list, where it exists already. */
  readonly target?: TargetInfo
  readonly fields?: readonly RemoteField[]
}

export interface Plan {
  readonly asOf: Instant
  readonly pushes: readonly PlannedPush[]
  /** Dead letters of rows that nobody wants any more. */
  readonly moot: readonly DeadLetter[]
  /** Fields that are left as they are. */
  readonly held: readonly HeldField[]
}
