import type { Instant, Value } from '@esplanade/core/schema'
import type { ConnectorContext, RemoteField } from './connector.ts'

/** A tag or list to fill, as the configuration names it. */
export interface TargetRef {
  readonly kind: 'tag' | 'list'
  readonly container: string
  readonly name: string
}

export interface TargetInfo extends TargetRef {
  readonly remoteId: string
}

/** A member, by both of its names: vendors differ in which one their bulk operation takes. */
export interface RowAddress {
  readonly remoteId: string
  readonly email: string | null
  /** The member's state in the vendor's words as of the last pull, where one was given. */
  readonly remoteStatus?: string
}

export interface FieldRow extends RowAddress {
  /** Remote field names to values; null clears. */
  readonly values: Readonly<Record<string, Value | null>>
}

export interface MemberRow extends RowAddress {
  readonly action: 'add' | 'remove'
}

/** Lowers consent. There is no row that raises it. */
export interface OptOutRow extends RowAddress {
  readonly email: string
}

export type OutcomeStatus =
  | 'applied'
  | 'accepted'
  | 'unchanged'
  | 'refused'
  | 'rejected'
  | 'deferred'
  | 'in-doubt'

/** What became of one row. */
export interface Outcome {
  readonly status: OutcomeStatus
  /** The vendor's code or title, or ours in kebab-case; for anything but applied, accepted and unchanged. */
  readonly code?: string
  /** The vendor's words, secrets masked, then what to do next. */
  readonly message?: string
}

/** What an operation writes to. `container` is set for all; the tag or list for `members`, field types for `fields`. */
export interface OperationTarget {
  readonly container: string
  readonly target?: TargetInfo
  readonly fields?: readonly RemoteField[]
  /**
   * The rows' `remoteStatus` is what the vendor said up to this instant: the `until` of the last
   * finished pull of contacts. Where it is absent, a connector that must repeat a status reads it anew.
   */
  readonly mirrorAt?: Instant
}

/** A bulk operation of a vendor. The kit cuts rows into batches within the bounds; `send` makes one request. */
export interface Operation<Row extends RowAddress, Config, Client> {
  readonly name: string
  /** The call that `send` makes, for forecasts: `POST /lists/{list_id}`. */
  readonly route: string
  readonly maxRows: number
  /** Of the request body; absent where the vendor states none. */
  readonly maxBytes?: number
  /** Bytes that a row takes in that body; absent, the size of the row as JSON. */
  rowBytes?(row: Row): number
  /** Which rows may share a batch: rows with different keys never do. Absent: all may. */
  batchKey?(row: Row): string
  /** Whether the same batch may be sent again when nobody knows what became of it. */
  readonly idempotent: boolean
  /**
   * Makes the vendor's request for one batch: outcomes aligned with `rows`, a job that polls later
   * (JSON that survives a restart), or nothing to poll (every row is `accepted`).
   */
  send(
    context: ConnectorContext<Config, Client>,
    target: OperationTarget,
    rows: readonly Row[],
  ): Promise<SendResult>
  /** Asks a job how it is. Required where `send` may return one. */
  poll?(
    context: ConnectorContext<Config, Client>,
    target: OperationTarget,
    job: unknown,
    rows: readonly Row[],
  ): Promise<PollResult>
}

export type SendResult =
  | { readonly kind: 'answered'; readonly outcomes: readonly Outcome[] }
  | { readonly kind: 'job'; readonly job: unknown; readonly pollAfterMs: number }
  | { readonly kind: 'accepted' }

export type PollResult =
  | { readonly kind: 'pending'; readonly pollAfterMs: number }
  | { readonly kind: 'done'; readonly outcomes: readonly Outcome[] }
