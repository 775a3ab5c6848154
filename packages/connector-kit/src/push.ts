import type { Instant, Value } from '@esplanade/core/schema'
import type { ConnectorContext, RemoteField } from './connector.ts'

/** `property-tag`: a tag kept as one of the values of a property that takes several. */
export type TargetKind = 'tag' | 'list' | 'property-tag'

/** A tag or list to fill, as the configuration names it. */
export interface TargetRef {
  readonly kind: TargetKind
  readonly container: string
  readonly name: string
  /** The property that holds the tag; for `property-tag` alone. */
  readonly property?: string
}

export interface TargetInfo extends TargetRef {
  readonly remoteId: string
  /** Why nobody can be put into it: it is a segment of the vendor's own. Its members are read all the same. */
  readonly readOnly?: string
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

/** Lowers consent. */
export interface OptOutRow extends RowAddress {
  readonly email: string
}

/** Lowers consent to one topic, and to nothing else. */
export interface TopicOptOutRow extends OptOutRow {
  /** One of the connector's `topics`. */
  readonly topic: string
}

/**
 * Raises consent: the only row that does. A vendor's refusal (the person unsubscribed there, bounced,
 * was erased) is a normal outcome, `rejected`; a confirmation mail that the vendor sends first leaves
 * the row `accepted` with the code `confirmation-sent`.
 */
export interface OptInRow extends RowAddress {
  readonly email: string
  /** The opt-in as it was recorded. Without one there is no row. */
  readonly optIn: {
    readonly at: Instant
    /** Where the person said so: a form, an import, a connection. */
    readonly source: string
    readonly evidence: string
  }
}

/** Something that happened here, told to the vendor so that its own automations start: "entered segment VIP". */
export interface CustomEventRow extends RowAddress {
  /** Of this happening alone: a vendor that knows keys drops a repeat by it. */
  readonly key: string
  /** As the vendor's users see it, 2 to 30 characters. */
  readonly name: string
  readonly at: Instant
  readonly properties: Readonly<Record<string, Value>>
}

/** Erases a person for good: what can be restored is not erased. */
export type EraseRow = RowAddress

/** What a connector can write, by name. Those that not every vendor has may be absent. */
export interface Operations<Config, Client> {
  readonly fields: Operation<FieldRow, Config, Client>
  readonly members: Operation<MemberRow, Config, Client>
  /** The same for targets of kind `property-tag`, where other calls fill those than tags and lists. */
  readonly propertyTags?: Operation<MemberRow, Config, Client>
  readonly optOut: Operation<OptOutRow, Config, Client>
  /** Only where the vendor can't take it for an opt-out of more than the topic. */
  readonly optOutOfTopic?: Operation<TopicOptOutRow, Config, Client>
  readonly optIn?: Operation<OptInRow, Config, Client>
  /**
   * At most once: `idempotent` only where the vendor drops the repeat of a `key`; else a batch whose
   * answer was lost is in doubt and never sent again.
   */
  readonly events?: Operation<CustomEventRow, Config, Client>
  /**
   * `send` gives a job unless the answer itself confirms, and `poll` looks until the vendor has nobody
   * of that name left: `applied` says that this was seen. May take hours; see `patienceMs` of `deliverBatch`.
   */
  readonly erase?: Operation<EraseRow, Config, Client>
}
export type OperationName = keyof Operations<unknown, unknown>

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
  /** The vendor's code or title, or ours in kebab-case; always there for what was not delivered. */
  readonly code?: string
  /** The vendor's words, secrets masked, then what to do next. */
  readonly message?: string
  /** What was done to values so that the vendor takes them. */
  readonly notes?: readonly ValueNote[]
}

/** What became of one value on its way. Tells no value: values are people's. */
export interface ValueNote {
  readonly field: string
  /** `left-out`: the field stays as it is there. */
  readonly did: 'converted' | 'truncated' | 'cleared' | 'left-out'
  /** Such as `255 of 400 characters`, `a list as text`. */
  readonly how: string
}

/** A row made ready for the vendor, or its outcome where it can't be sent. */
export type PreparedRow<Row> =
  | { readonly kind: 'ready'; readonly row: Row; readonly notes: readonly ValueNote[] }
  | { readonly kind: 'settled'; readonly outcome: Outcome }

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

/** For forecasts: what is called beside. */
export interface ForetoldCall {
  readonly route: string
  /** One call for every so many rows, or fields; absent, one for all. */
  readonly perRows?: number
}

export interface ForetoldRead<Row> extends ForetoldCall {
  /** Only for such rows; absent, for all. */
  of?(row: Row): boolean
}

/** For forecasts: what the vendor's work on a batch takes. */
export interface ForetoldJob<Row> extends Pick<ForetoldRead<Row>, 'of'> {
  /** The question after it, asked until it is done. */
  readonly route: string
  /** Called once when it is. */
  readonly result?: string
  /** How long the vendor usually takes. Nothing hangs on it but a plan's minutes. */
  readonly usuallyMs: number
  /** Time between questions, where `send` and `poll` say so. */
  readonly pollAfterMs?: number
}

/** A bulk operation of a vendor. The kit cuts rows into batches within the bounds; `send` makes one request. */
export interface Operation<Row extends RowAddress, Config, Client> {
  readonly name: string
  /** The call that `send` makes, for forecasts: `POST /lists/{list_id}`. */
  readonly route: string
  /** Calls that one batch takes beside `send`'s, for forecasts. */
  readonly reads?: readonly ForetoldRead<Row>[]
  /** Where `send` may return one. */
  readonly job?: ForetoldJob<Row>
  readonly maxRows: number
  /** Of the request body; absent where the vendor states none. */
  readonly maxBytes?: number
  /** Bytes that a row takes in that body; absent, the size of the row as JSON. */
  rowBytes?(row: Row): number
  /** Which rows may share a batch: rows with different keys never do. Absent: all may. */
  batchKey?(row: Row): string
  /** What no two rows of a push share. Absent: the member's `remoteId`. */
  rowKey?(row: Row): string
  /**
   * Makes a row fit what the vendor takes, or says why it can't go: without a call, the same each
   * time. `fitFields` is one. Absent: every row goes as it is.
   */
  prepare?(row: Row, target: OperationTarget): PreparedRow<Row>
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
  /** `pollAfterMs` absent: soon, and then at growing intervals. */
  | { readonly kind: 'job'; readonly job: unknown; readonly pollAfterMs?: number }
  | { readonly kind: 'accepted' }

export type PollResult =
  | { readonly kind: 'pending'; readonly pollAfterMs?: number }
  | { readonly kind: 'done'; readonly outcomes: readonly Outcome[] }
