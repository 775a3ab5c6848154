import type { CalendarWindow, SegmentId, WallTime, Window } from '../../schema/index.ts'
import type { Measure } from '../definition/event-selection.ts'
import type { LeapDay } from '../definition/value-test.ts'
import type { FreshNeed } from '../lower/segment-plan.ts'
import type { PropertyRef, RosterQuestion, TextOperator } from '../plan.ts'

/** A segment whose every name is known and whose every value has the type of what it is compared with. */
export interface ResolvedSegment {
  readonly id: SegmentId
  readonly title: string
  readonly fresh: readonly FreshNeed[]
  readonly when: ResolvedCondition
}

export type ResolvedCondition =
  | { readonly kind: 'all' | 'any' | 'none'; readonly parts: readonly ResolvedCondition[] }
  | { readonly kind: 'attribute'; readonly property: PropertyRef; readonly tests: readonly ResolvedTest[] }
  | { readonly kind: 'event'; readonly measure: EventMeasure; readonly tests: readonly ResolvedTest[] }
  | { readonly kind: 'figure'; readonly figure: Figure; readonly tests: readonly ResolvedTest[] }
  | {
      readonly kind: 'roster'
      readonly roster: RosterQuestion
      /** Events that whoever answers reads, with all their properties. */
      readonly reads?: readonly { readonly type: string; readonly properties: readonly string[] }[]
    }
  | { readonly kind: 'segment'; readonly segment: SegmentId }

/** The events of a contact that a measure is taken of. */
export interface Selection {
  /** Sorted, each once. */
  readonly types: readonly string[]
  readonly window: Window
  /** Means the equally long window before that one. */
  readonly before?: true
  /** All of them must pass. */
  readonly where: readonly PropertyTest[]
}

export interface PropertyTest {
  readonly property: PropertyRef
  readonly tests: readonly ResolvedTest[]
}

/** One number or text that a contact's events of some types amount to. */
export interface EventMeasure extends Selection {
  readonly fn: 'count' | Measure
  /** What is measured; null for `count`. */
  readonly of: PropertyRef | null
  /** Events whose sum is taken away. */
  readonly minus?: Selection
}

/** One number that is made of several measures, or of how events of different types go together. */
export type Figure =
  /** `part / whole`, or `(part - whole) / whole`; missing where the denominator has too few events. */
  | {
      readonly kind: 'share' | 'change'
      readonly part: EventMeasure
      readonly whole: EventMeasure
      readonly counted: EventMeasure
      readonly ofAtLeast: number
    }
  | ({ readonly kind: 'matched' } & Matching)
  /** True for whom `of` is among the highest or lowest part of those whose `counted` is not 0. */
  | {
      readonly kind: 'rank'
      readonly of: Exclude<ResolvedExpression, { kind: 'segment' }>
      readonly counted: EventMeasure | null
      /** Only members of this segment are ranked. */
      readonly among: SegmentId | null
      readonly top: boolean
      readonly millionths: number
      readonly tiesIn: boolean
    }
  /** The moment at which so many events lay within the span; ever, where it is null. */
  | {
      readonly kind: 'nth'
      readonly selection: Selection
      readonly number: number
      readonly spanMs: number | null
      readonly latest: boolean
    }
  /** The latest moment of the last event of such a sequence. */
  | {
      readonly kind: 'sequence'
      readonly steps: readonly ResolvedStep[]
      readonly absent: { readonly selection: Selection; readonly forMs: number } | null
    }
  | ({ readonly kind: 'rate'; readonly ofAtLeast: number } & Matching)

/** Steps of a sequence: what must not lie between, then what comes next and how soon. */
export interface ResolvedStep {
  readonly selection: Selection
  /** Milliseconds after the step before, at most; null for no matter how long. */
  readonly gapMs: number | null
  readonly without: Selection | null
}

/** Values of `by` among the events of `subject`, or its `last` few, and which of them events of `match` have too. */
export interface Matching {
  readonly subject: Selection
  readonly match: Selection
  readonly by: PropertyRef
  readonly last: number | null
}

export type ResolvedExpression =
  | { readonly kind: 'attribute'; readonly property: PropertyRef }
  | { readonly kind: 'event'; readonly measure: EventMeasure }
  | { readonly kind: 'segment'; readonly segment: SegmentId }

/** A test in its own terms; what it means at a moment and in a currency is decided when it is lowered. */
export type ResolvedTest =
  | {
      readonly op: 'equals'
      readonly values: readonly Operand[]
      readonly negated: boolean
      readonly ignoreCase?: boolean
    }
  | { readonly op: 'order'; readonly is: Comparison; readonly value: Operand }
  | {
      readonly op: 'match'
      readonly is: Exclude<TextOperator, 'in'>
      readonly text: string
      readonly ignoreCase?: boolean
    }
  | { readonly op: 'exists'; readonly negated: boolean }
  | { readonly op: 'within'; readonly window: Window }
  | { readonly op: 'older_than'; readonly window: Window }
  /** Tests of a number that a date amounts to at the moment. */
  | { readonly op: 'days_since' | 'days_until'; readonly tests: readonly ResolvedTest[] }
  | {
      readonly op: 'age' | 'days_to_birthday'
      readonly tests: readonly ResolvedTest[]
      readonly leapDay: LeapDay
    }
  | { readonly op: 'birthday'; readonly window: CalendarWindow; readonly leapDay: LeapDay }

export type Comparison = '<' | '<=' | '>' | '>='

/**
 * Text on NFC; a number (also boolean 0/1, instant in ms, date in days); an amount as decimal text; or a
 * moment by the clock on the hub's wall.
 */
export type Operand =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'amount'; readonly decimal: string }
  | { readonly kind: 'wall'; readonly wall: WallTime }
