import type { Instant } from '../schema/index.ts'
import type {
  Aggregate,
  EventScan,
  KeyScan,
  PropertyRef,
  RowTest,
  ScanColumn,
  Timeline,
} from '../segments/plan.ts'
import type { FactScans } from './fact-store.ts'

/**
 * What a store tells of its own changes, so that an evaluation is brought up to date at the price of
 * what changed. A store without it is evaluated in full every time.
 *
 * Everything that changes a fact takes a number, each greater than the one before. Calls about one
 * state of the store belong inside one `atomically`, where nothing is stored in between.
 */
export interface FactChanges {
  /** The number of the latest change. */
  watermark(): Promise<number>
  /** Contacts of which something changed after `since` in another way than by new events. */
  changedContacts(since: number): Promise<ChangedContacts>
  /** What moved in one event type, contact by contact; each contact at most once, in any order. */
  differences(scan: ChangeScan): AsyncIterable<ChangeChunk>
  /**
   * Lends the scans of a few contacts, each event type read once for all that `reads` names. Contacts
   * go by their position in `contacts` there. While `use` runs, no other call of the store may be made.
   */
  near<T>(contacts: Uint32Array, reads: NearReads, use: (facts: FactScans) => Promise<T>): Promise<T>
  /** Keeps an evaluation's state in place of the one before, and forgets changes up to `watermark`. */
  saveSnapshot(parts: Iterable<Uint8Array>, watermark: number): Promise<void>
  /** The parts as they were saved; none where nothing was. */
  snapshot(): AsyncIterable<Uint8Array>
}

export interface ChangedContacts {
  /** One past the highest contact number. */
  readonly size: number
  /** True when what holds of everybody may have changed: the catalog, the currency, an owner. */
  readonly everybody: boolean
  /** Contacts that came, went or changed an attribute. */
  readonly profiles: Uint32Array
  /** Contacts whose old events of a type changed: corrected, taken back or, for `null`, merged. */
  readonly events: readonly { readonly type: string | null; readonly contacts: Uint32Array }[]
}

/** Inside when `after < at <= until`; null reaches back for ever. */
export interface Bounds {
  readonly after: Instant | null
  readonly until: Instant
}

/**
 * Rows come into a window when they are new, or when its bounds moved over them; only rows stored up
 * to `since` go out of it.
 */
export interface ChangeScan {
  readonly type: string
  readonly since: number
  /** `before` are the bounds that the answers had which are to be brought up to date. */
  readonly aggregates: readonly { readonly before: Bounds; readonly aggregate: Aggregate }[]
  /** Rows of which only matters whether any came or went. */
  readonly sources: readonly { readonly before: Bounds; readonly source: ChangeSource }[]
}

export interface ChangeSource extends Bounds {
  /** Rows without it do not count. */
  readonly property: PropertyRef | null
  readonly where: RowTest | null
}

/** Row `i` is contact `contactNo[i]`; the rest is aligned with the scan. */
export interface ChangeChunk {
  readonly contactNo: Uint32Array
  readonly aggregates: readonly AggregateChange[]
  /** Not 0 where a row of the source came or went. */
  readonly sources: readonly Float64Array[]
}

/** Numbers are NaN where no row came or went. */
export type AggregateChange =
  /** Of `count` and `sum`: what is to be added. */
  | { readonly kind: 'difference'; readonly values: Float64Array }
  /** Of `min` and `max`: that of the rows that came, and of those that went. */
  | { readonly kind: 'extremes'; readonly came: Float64Array; readonly went: Float64Array }
  /** Of `first` and `last`: that of the rows that came, with its time, and the time of what went. */
  | {
      readonly kind: 'ends'
      readonly came: ScanColumn
      readonly cameAt: Float64Array
      readonly wentAt: Float64Array
    }

/** What will be asked about a few contacts. */
export interface NearReads {
  readonly scans: readonly EventScan[]
  readonly keyScans: readonly KeyScan[]
  readonly timelines: readonly Timeline[]
}
