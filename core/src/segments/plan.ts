import type { Channel, Instant, ValueType } from '../schema/index.ts'
import type { LetterCase } from './lower/letter-case.ts'

/**
 * One grouped pass over one event type, shared by every segment that needs it. Everything about
 * meaning is decided here; a store only spells it in its dialect.
 */
export interface EventScan {
  readonly type: string
  readonly aggregates: readonly Aggregate[]
}

/** One number or text per contact. Equal aggregates of different segments are one, by `key`. */
export interface Aggregate {
  /** Canonical text of all that follows; equal keys, equal meaning. */
  readonly key: string
  /**
   * `count` counts rows, or those with the property when there is one. `last` and `first` order by
   * (time, event id). Rows without the property never take part in the others.
   */
  readonly fn: 'count' | 'sum' | 'min' | 'max' | 'last' | 'first'
  /** Null with `count` counts rows. The name `at` of type `instant` is the event's own time. */
  readonly property: PropertyRef | null
  /** Inside when `after < at <= until`; null reaches back for ever. */
  readonly after: Instant | null
  readonly until: Instant
  readonly where: RowTest | null
}

/**
 * Different values of a property among events of several types, and how many of them other events
 * have too: mails sent, and which of those were opened. Rows without the property take no part.
 * Answers two numbers for each contact that has a `subject` row: different values (at most `last`),
 * and those of them that `match` has.
 */
export interface KeyScan {
  /** Canonical text of all that follows; equal keys, equal meaning. */
  readonly key: string
  /** One for each event type, sorted by it. */
  readonly subject: readonly KeySource[]
  /** Empty where nothing has to match. */
  readonly match: readonly KeySource[]
  /**
   * Looks at only so many values, the latest by (time, place in `subject`, event id) of the latest
   * row that has them.
   */
  readonly last: number | null
}

/** The rows of one event type that a scan reads, and the property whose values count. */
export interface KeySource {
  readonly type: string
  readonly property: PropertyRef
  /** Inside when `after < at <= until`; null reaches back for ever. */
  readonly after: Instant | null
  readonly until: Instant
  readonly where: RowTest | null
}

/** Contacts and values of a text property among their events: who bought which product. */
export interface PairScan {
  /** One for each event type. Rows without the property take no part. */
  readonly sources: readonly KeySource[]
}

/** A part of a pair scan's answer: row `i` is contact `contactNo[i]` with `values[i]`. Every pair comes once, in any order. */
export interface PairChunk {
  readonly contactNo: Uint32Array
  readonly values: readonly string[]
  /** Events that have both. */
  readonly times: Float64Array
  /** When the last of them happened, in ms. */
  readonly lastAt: Float64Array
}

/** What events last said beside each value of a text property: title and address of each product. */
export interface ValueScan {
  readonly sources: readonly ValueSource[]
}

export interface ValueSource extends KeySource {
  /** Text properties in the order of the answer's columns; null where events of this type have none such. */
  readonly tell: readonly (PropertyRef | null)[]
}

/** A part of a value scan's answer: every value comes once, in any order. */
export interface ValueChunk {
  readonly values: readonly string[]
  /** Column `j` answers the `j`-th property: its value in the latest event that has one, by (time, text); else null. */
  readonly columns: readonly (readonly (string | null)[])[]
}

/**
 * Rows of several event types in the order in which they happened, for what depends on it. Rows of a
 * contact come together, ordered by (time, event type, event id); contacts come in any order.
 */
export interface Timeline {
  /** Canonical text of the sources; equal keys, equal meaning. */
  readonly key: string
  /** Sorted by type. */
  readonly sources: readonly TimelineSource[]
}

/** The rows of one event type that get a mark. */
export interface TimelineSource {
  readonly type: string
  /** Number of a bit, below 31. A row that several sources mark is one row with all their marks. */
  readonly mark: number
  /** Inside when `after < at <= until`; null reaches back for ever. */
  readonly after: Instant | null
  readonly until: Instant
  readonly where: RowTest | null
}

/** A part of a timeline, column by column. A contact's rows may go on in the next part. */
export interface TimelineChunk {
  readonly contactNo: Uint32Array
  readonly at: Float64Array
  /** Bit `n` where a source with mark `n` has the row; never 0. */
  readonly marks: Uint32Array
}

export interface PropertyRef {
  readonly name: string
  readonly type: ValueType
}

/**
 * A two-valued test of one row: a missing property makes a comparison false, whatever it compares,
 * so `not` of it is true. Numbers compare as numbers (money in minor units, instants in ms, dates
 * in days, booleans 0 and 1), texts byte by byte on NFC.
 */
export type RowTest =
  | { readonly op: 'all' | 'any'; readonly tests: readonly RowTest[] }
  | { readonly op: 'not'; readonly test: RowTest }
  | { readonly op: 'exists'; readonly property: PropertyRef }
  | {
      readonly op: 'number'
      readonly property: PropertyRef
      readonly is: '=' | '<' | '<=' | '>' | '>='
      readonly value: number
    }
  /** Equals one of the values, which are ascending and each once. */
  | { readonly op: 'number_in'; readonly property: PropertyRef; readonly values: readonly number[] }
  /** A date of any year whose `100 * month + day` is one of the values, which are ascending and each once. */
  | { readonly op: 'month_day'; readonly property: PropertyRef; readonly values: readonly number[] }
  | {
      readonly op: 'text'
      readonly property: PropertyRef
      readonly is: TextOperator
      readonly values: readonly string[]
      /** Letters of the row's text that are exchanged before it is compared, one by one; of `values` they are already. */
      readonly exchange?: LetterCase
    }

/** `in`: equals one of the values; the others take exactly one. For `texts`, a list passes when any element does. */
export type TextOperator = 'in' | 'contains' | 'starts_with' | 'ends_with'

/**
 * A part of a scan's answer. Column `j` answers aggregate `j`, and is missing where another part answers it for
 * these contacts; row `i` is contact `contactNo[i]`.
 */
export interface ScanChunk {
  readonly contactNo: Uint32Array
  readonly columns: readonly (ScanColumn | undefined)[]
}

/** A part of a key scan's answer: different values of contact `contactNo[i]`, and those that match. */
export interface KeyChunk {
  readonly contactNo: Uint32Array
  readonly columns: readonly ScanColumn[]
}

/**
 * Numbers are NaN and texts null where there is none; a `count` is 0 and never missing. A sum of
 * `number` is the exact sum in millionths divided by 1e6 once, so every engine gives the same bits.
 */
export type ScanColumn =
  | { readonly kind: 'number'; readonly values: Float64Array }
  | { readonly kind: 'text'; readonly values: readonly (string | null)[] }

/**
 * A set of contacts that no scan of facts answers: the state store knows it, or something outside.
 * Whoever evaluates a plan gives a `RosterProvider` for them.
 */
export type Roster = { readonly key: string } & RosterQuestion

/** What is asked; `key` is the canonical text of it. */
export type RosterQuestion =
  /** Contacts with an address on the channel of which this is true. */
  | {
      readonly kind: 'consent'
      readonly channel: Channel
      /** The topic that it is about; null for mail, or messages, as a whole. */
      readonly topic: string | null
      readonly is: ConsentWord
    }
  /** Contacts with a member in this tag or list, as a finished pull last saw it. */
  | {
      readonly kind: 'target'
      readonly connection: string
      /** Null for any container of the connection. */
      readonly container: string | null
      /** As the mirror names it: `tag:VIP`, `list:Newsletter`. */
      readonly target: string
    }
  /** Contacts that a query in the language of one engine returns, as of the moment of the plan. */
  | { readonly kind: 'query'; readonly engine: string; readonly text: string }

/**
 * What may be true of an address. `opted_out` is unsubscribed or suppressed, and of a topic also who
 * opted out of everything; `mailable` is not opted out; `never_asked`: nobody ever said anything.
 */
export const CONSENT_WORDS = [
  'subscribed',
  'unsubscribed',
  'suppressed',
  'opted_out',
  'never_asked',
  'mailable',
] as const
export type ConsentWord = (typeof CONSENT_WORDS)[number]

/** Contact numbers of a roster as of the moment of the plan, ascending, each once, merges resolved. */
export type RosterProvider = (roster: Roster, asOf: Instant) => Promise<Uint32Array>
