import type {
  Catalog,
  ConnectionId,
  ContactNo,
  Identity,
  IdentityNo,
  Instant,
  RateSpan,
  SegmentId,
  SegmentNo,
  Value,
  ValueType,
} from '../schema/index.ts'
import type { SegmentPlan } from '../segments/lower/segment-plan.ts'
import type {
  EventScan,
  KeyChunk,
  KeyScan,
  PairChunk,
  PairScan,
  RosterProvider,
  ScanChunk,
  Timeline,
  TimelineChunk,
  ValueChunk,
  ValueScan,
} from '../segments/plan.ts'
import type { ContactQueries } from './contact-queries.ts'
import type { RemovedRows } from './erasure.ts'
import type { FactChanges } from './fact-changes.ts'
import type { AppendReport, CompactReport, FactPage } from './fact-page.ts'

export type { AppendReport, CompactReport, EventColumns, FactPage } from './fact-page.ts'

/** The append-only half of a store: what happened, what is known, who was a member when. */
export interface FactStore {
  /** Brings tables and columns in line with the catalog and the names that definitions use. */
  prepare(needs: FactNeeds): Promise<void>
  /** Appends a page of facts. A page whose `batch` was appended before changes nothing and says so. */
  append(page: FactPage): Promise<AppendReport>
  /**
   * Writes tables anew whose rows arrived out of order, so that scans read them as fast as they can;
   * every answer stays the same. Without `force` only where it is worth the writing.
   */
  compact(options: { readonly force: boolean }): Promise<CompactReport>
  /**
   * Removes everything told of these contacts for good, merged numbers included: events as they were told,
   * attributes, memberships with their history, scores, and the kept state of evaluations, which holds
   * values of everybody. Repeating it changes nothing.
   */
  eraseContacts(people: readonly PersonToErase[]): Promise<RemovedRows>
  /** Files events told of these identities under these contacts, wherever they are filed now. */
  reassign(identities: readonly Pick<Identity, 'identityNo' | 'contactNo'>[]): Promise<void>
  /** Who came into a segment or left it in a stretch of time, `from <= at <= until`, in the order in which it happened. */
  membershipChanges(query: {
    readonly segment: SegmentNo
    readonly from: Instant
    readonly until: Instant
  }): Promise<MembershipTurn[]>
  /** Grouped passes over one event type: each aggregate answered once for every contact with a row in its reach. */
  scan(scan: EventScan): AsyncIterable<ScanChunk>
  /**
   * The events of a few contacts as they were told, in pages; by time, then by type, then by event id.
   * Merges are resolved, corrected events come as corrected and those taken back not at all.
   */
  eventsOf(contacts: readonly ContactNo[], types: readonly string[]): AsyncIterable<readonly StoredEvent[]>
  /** Counts different values, and those that are matched: two number columns, a contact once. */
  countKeys(scan: KeyScan): AsyncIterable<KeyChunk>
  /** Who had to do with which values of a property, how often and when last; merges and corrections are resolved. */
  pairs(scan: PairScan): AsyncIterable<PairChunk>
  /** What events last said beside each value of a property. */
  latestByValue(scan: ValueScan): AsyncIterable<ValueChunk>
  /** Rows of several types, contact by contact in the order in which they happened. */
  timeline(timeline: Timeline): AsyncIterable<TimelineChunk>
  /** Current values of attributes by contact number, for all numbers below `size`. */
  attributes(names: readonly string[]): Promise<AttributeColumns>
  /**
   * Replaces what scores say of everybody, all columns in one step: contacts left out have no score from
   * then on. Throws `RangeError` for a name that is no score of the catalog given to `prepare`.
   */
  saveScores(columns: readonly ScoreColumn[]): Promise<void>
  /** Current attributes of a few contacts, for people to look at. */
  profiles(contacts: readonly ContactNo[]): Promise<ReadonlyMap<ContactNo, Readonly<Record<string, Value>>>>
  /** Current members of segments, ascending. A segment never evaluated has none. */
  members(segment: SegmentNo): Promise<Uint32Array>
  /** Appends entries and exits, and makes them the current membership, in one step. */
  commitMembership(change: MembershipChange): Promise<void>
  membershipHistory(query: { segment: SegmentNo; contact?: ContactNo }): Promise<MembershipSpell[]>
  /** Stored events by type, retracted ones left out. */
  countEvents(): Promise<ReadonlyMap<string, number>>
  /**
   * People with a mail event of these types, by what the events name as `campaign_id`, or else as
   * `campaign`; merges resolved, events of machines and those that name none left out. By source, then
   * campaign, then type.
   */
  mailCounts(types: readonly string[]): Promise<readonly MailCount[]>
  /** Values of named properties that are not of their declared type: kept as told, and missing in every answer. */
  unreadable(): Promise<readonly UnreadableValues[]>
  /**
   * Counts amounts in another currency than the hub's, told as `12.50 CHF`, that no rate converts, at each
   * of these places and in its time: `after < at <= until`, null reaches back for ever. In the order asked.
   */
  foreignAmounts(places: readonly AmountPlace[]): Promise<readonly UnconvertedAmounts[]>
  /** Queries in the store's own language; absent where it has none for this. */
  readonly queries?: ContactQueries
  /** Evaluation inside the store's own engine; absent where it has none that speaks SQL. */
  readonly statements?: SegmentStatements
  /** What changed since; absent where the store cannot tell. */
  readonly changes?: FactChanges
  /** What was known when; absent where the store cannot tell. */
  readonly arrivals?: FactArrivals
}

/** What was known when. Events count from their arrival, whenever they happened. */
export interface FactArrivals {
  /** When the first event came in whose arrival was noted; null for none. */
  first(): Promise<Instant | null>
  /**
   * The facts as known at a moment: events that had come in by then, as they were told by then. Before
   * the first arrival nothing was known. Attributes and merges are those of today.
   */
  knownAt(moment: Instant): Promise<FactScans>
}

/** The part of a store that an evaluation reads. */
export type FactScans = Pick<FactStore, 'scan' | 'countKeys' | 'timeline' | 'attributes'>

/** Segments evaluated one at a time, each by one statement, instead of all at once over shared scans. */
export interface SegmentStatements {
  /** The statement, for people and for what compares engines. Throws `RangeError` for a segment the plan lacks. */
  print(plan: SegmentPlan, segment: SegmentId, rosters?: RosterProvider): Promise<PrintedStatement>
  /** Runs it. The members that `evaluateSegments` names, ascending. */
  members(plan: SegmentPlan, segment: SegmentId, rosters?: RosterProvider): Promise<Uint32Array>
}

/** A statement whose texts are parameters: the n-th of them is `$n`, or what the engine calls its n-th. */
export interface PrintedStatement {
  readonly sql: string
  readonly parameters: readonly string[]
}

/** What a score says of each contact, read back as the attribute of its name. */
export interface ScoreColumn {
  readonly name: string
  /** Ascending, each once. */
  readonly contactNo: Uint32Array
  /** Aligned with the contacts; NaN and null are no score. Numbers are kept to six decimals. */
  readonly values: Float64Array | readonly (string | null)[]
}

/** One event of one contact, for people to look at. */
export interface StoredEvent {
  readonly type: string
  readonly eventId: bigint
  readonly contactNo: ContactNo
  readonly at: Instant
  readonly source: ConnectionId
  readonly properties: Readonly<Record<string, Value>>
}

export interface MailCount {
  readonly type: string
  readonly source: ConnectionId
  readonly campaign: string
  readonly people: number
}

/** Where an amount stands: a property of type money of one event type, and the times that matter. */
export interface AmountPlace {
  readonly event: string
  readonly property: string
  readonly after: Instant | null
  readonly until: Instant
}

export interface UnconvertedAmounts {
  readonly count: number
  /** What they are in, by code. */
  readonly currencies: readonly string[]
}

export interface UnreadableValues {
  readonly event: string
  readonly property: string
  readonly count: number
}

/** What definitions name: attributes, and for each event type its properties. */
export interface FactNeeds {
  readonly catalog: Catalog
  readonly events: ReadonlyMap<string, ReadonlySet<string>>
  /** Minor-unit digits and code of the currency that `money` values are in. */
  readonly currency: string
  /** What converts events' amounts in other currencies, by currency, then time; none where absent. */
  readonly rates?: readonly RateSpan[]
  /** Where several sources disagree about an attribute, the one that owns it; without one the newest statement holds. */
  readonly owners: ReadonlyMap<string, ConnectionId>
}

export interface AttributeColumns {
  /** One past the highest contact number. */
  readonly size: number
  /** 1 where the number is a living contact: given, not merged away, not erased. */
  readonly living: Uint8Array
  readonly columns: ReadonlyMap<string, AttributeColumn>
}

/** One value per contact number. Texts are codes into `dictionary`, -1 where missing; the rest are NaN where missing. */
export type AttributeColumn =
  | { readonly type: 'text'; readonly codes: Int32Array; readonly dictionary: readonly string[] }
  | {
      readonly type: 'texts'
      readonly codes: Int32Array
      readonly dictionary: readonly (readonly string[])[]
    }
  /** number as is, money in minor units, boolean 0 or 1, instant in ms, date in days since 1970-01-01. */
  | { readonly type: Exclude<ValueType, 'text' | 'texts'>; readonly values: Float64Array }

export interface MembershipChange {
  readonly asOf: Instant
  readonly segments: readonly {
    readonly segment: SegmentNo
    readonly version: number
    readonly entered: Uint32Array
    readonly left: Uint32Array
  }[]
}

/** A contact by the number that it has now, with the identities that its attributes are filed under. */
export interface PersonToErase {
  readonly contactNo: ContactNo
  readonly identities: readonly IdentityNo[]
}

/** A contact's coming into a segment, or leaving it. */
export interface MembershipTurn {
  readonly contactNo: ContactNo
  readonly at: Instant
  readonly entered: boolean
}

/** One stay of a contact in a segment. */
export interface MembershipSpell {
  readonly contactNo: ContactNo
  readonly enteredAt: Instant
  readonly leftAt: Instant | null
  readonly version: number
}
