import type { Instant, SegmentId, ValueType } from '../../schema/index.ts'
import type { EventScan, KeyScan, Roster, RowTest, TextOperator, Timeline } from '../plan.ts'
import type { LetterCase } from './letter-case.ts'

/**
 * Everything an evaluation does, decided: which scans run, which column each answer lands in, and
 * which test over the columns makes a member. Prints as JSON.
 *
 * Kinds of slots: `attribute`, `aggregate`, `keys`, `fold`, `roster` (answered from outside), and of
 * other slots `share`, `change`, `rank`, `total`, `net`, `least`, `greatest`, `average`, `earliest`,
 * `latest`. Kinds of tests: `exists`, `number`, `number_in`, `month_day`, `text`, `segment`.
 *
 * What depends on the moment is in bounds (`after`, `until`), in values of tests and in a fold's `asOf`
 * alone. Bounds and dates by the calendar stand still and jump (at midnight, say), and as the moment
 * moves on none of them ever goes back.
 */
export interface SegmentPlan {
  readonly asOf: Instant
  /** ISO 4217; what amounts are minor units of. */
  readonly currency: string
  /** IANA; what words of the calendar mean. */
  readonly timeZone: string
  /** Names of the attributes that slots hold. */
  readonly attributes: readonly string[]
  /** One for each event type; equal aggregates of all segments are one. */
  readonly scans: readonly EventScan[]
  /** Each once, however many segments count the same. */
  readonly keyScans: readonly KeyScan[]
  /** Each once, however many conditions read it. */
  readonly timelines: readonly Timeline[]
  /** Each once, however many conditions ask for it. */
  readonly rosters: readonly Roster[]
  /** Columns of one value per contact, those that others are made of first. */
  readonly slots: readonly Slot[]
  /** Each after those it refers to. */
  readonly segments: readonly PlannedSegment[]
  /** What was asked beside membership, in the order asked. */
  readonly values: readonly PlannedValue[]
}

export interface PlannedSegment {
  readonly id: SegmentId
  readonly predicate: Predicate
  /**
   * Sources that must have been pulled lately, its own and those of the segments it refers to; where
   * one was not, whoever evaluates holds the segment: keeps its membership, and says so.
   */
  readonly fresh: readonly FreshNeed[]
}

/** The newest finished pull of a connection began less than so many milliseconds before the moment. */
export interface FreshNeed {
  readonly connection: string
  readonly withinMs: number
}

export type PlannedValue =
  | { readonly kind: 'slot'; readonly slot: number; readonly type: ValueType }
  | { readonly kind: 'segment'; readonly segment: number }

/** Where a column's values come from. Numbers in `of` and the like are indexes of slots. */
export type Slot = { readonly type: ValueType } & (
  | { readonly kind: 'attribute'; readonly name: string }
  | {
      readonly kind: 'aggregate'
      readonly scan: number
      readonly column: number
      /** What a contact without a row has: a count and a sum are 0, the others missing. */
      readonly empty: 0 | null
    }
  /** Answer 0 or 1 of a key scan; 0 where a contact has no row. */
  | { readonly kind: 'keys'; readonly scan: number; readonly column: 0 | 1 }
  /** 1 for contacts of the roster, 0 for others. */
  | { readonly kind: 'roster'; readonly roster: number }
  /** What a contact's rows of a timeline amount to. */
  | { readonly kind: 'fold'; readonly timeline: number; readonly fold: Fold }
  /** `part / whole`, or `(part - whole) / whole`; missing where `counted` is below `ofAtLeast`, or `whole` is not above 0. */
  | {
      readonly kind: 'share' | 'change'
      readonly part: number
      readonly whole: number
      readonly counted: number
      readonly ofAtLeast: number
      readonly perUnit: number
    }
  /**
   * 1 for living contacts whose `of` is among the highest (or lowest) `millionths` of those who have
   * one and of whom `counted`, if asked, is not 0. Equal values at the cut are all in, or all out.
   * With `among` only members of that segment (an index of the plan) are ranked; it stands before every
   * segment that reads the slot.
   */
  | {
      readonly kind: 'rank'
      readonly of: number
      readonly counted: number | null
      readonly among: number | null
      readonly top: boolean
      readonly millionths: number
      readonly tiesIn: boolean
    }
  | { readonly kind: 'total'; readonly of: readonly number[]; readonly perUnit: number }
  /** `of - less`; both are whole numbers of `1 / perUnit`, and never missing. */
  | { readonly kind: 'net'; readonly of: number; readonly less: number; readonly perUnit: number }
  | { readonly kind: 'least' | 'greatest'; readonly of: readonly number[] }
  | {
      readonly kind: 'average'
      readonly sums: readonly number[]
      readonly counts: readonly number[]
      /** Sums are whole numbers of `1 / perUnit`, so they add and divide without rounding in between. */
      readonly perUnit: number
    }
  | {
      readonly kind: 'earliest' | 'latest'
      readonly of: readonly { readonly value: number; readonly at: number }[]
    }
)

/** A moment that the rows of a contact, read in their order, lead to; missing where they don't. */
export type Fold =
  /** The first row, or the latest, that ends `number` rows in a row less than `spanMs` apart. */
  | {
      readonly kind: 'nth'
      readonly mark: number
      readonly number: number
      readonly spanMs: number | null
      readonly latest: boolean
    }
  /** The latest row that ends the steps and after which no `absent` row follows for `forMs`. */
  | {
      readonly kind: 'sequence'
      readonly steps: readonly FoldStep[]
      readonly absent: { readonly mark: number; readonly forMs: number } | null
      readonly asOf: Instant
      /** Asks when the answer will change though nothing happens, in place of the answer. */
      readonly due?: true
    }

/** Marks are numbers of bits. `without` rows may not lie between this step and the one before. */
export interface FoldStep {
  readonly mark: number
  readonly gapMs: number | null
  readonly without: number | null
}

/** A two-valued test of one contact over slots: a missing value makes a comparison false. */
export type Predicate = Tree<PredicateLeaf>

export type PredicateLeaf =
  | { readonly op: 'exists'; readonly slot: number }
  | { readonly op: 'number'; readonly slot: number; readonly is: NumberOperator; readonly value: number }
  /** Equals one of the values, which are ascending and each once. */
  | { readonly op: 'number_in'; readonly slot: number; readonly values: readonly number[] }
  /** A date of any year whose `100 * month + day` is one of the values, which are ascending and each once. */
  | { readonly op: 'month_day'; readonly slot: number; readonly values: readonly number[] }
  | {
      readonly op: 'text'
      readonly slot: number
      readonly is: TextOperator
      readonly values: readonly string[]
      /** As in a row test. */
      readonly exchange?: LetterCase
    }
  /** Index of an earlier segment of the plan. */
  | { readonly op: 'segment'; readonly segment: number }

export type NumberOperator = Extract<RowTest, { op: 'number' }>['is']

/** Leaves joined by all, any and not. */
export type Tree<Leaf> =
  | Leaf
  | { readonly op: 'all' | 'any'; readonly tests: readonly Tree<Leaf>[] }
  | { readonly op: 'not'; readonly test: Tree<Leaf> }
