import type { ValueType } from '../../schema/index.ts'
import type { Aggregate, TextOperator } from '../plan.ts'

/**
 * How an engine spells what a plan has decided. Nothing in here is a decision: what each word answers
 * is said beside it, and every engine must answer the same. Arguments are SQL unless said otherwise.
 */
export interface SqlDialect {
  /** A number: whole ones as integers, so that comparing an instant with one needs no conversion. */
  number(value: number): string
  /** A number of any type as a 64-bit float, null where null; a decimal is divided by its scale once. */
  float(value: string): string
  /** A column as what numbers compare with: numbers and booleans (0 and 1) as floats, the rest as they are. */
  comparable(column: string, type: ValueType): string
  /** A condition that is never null: false where `condition` is. */
  isTrue(condition: string): string
  /** `100 * month + day` of a day's number, null where null. */
  monthDay(day: string): string
  /** A test of one text, byte by byte; `values` has one except with `in`. */
  text(is: TextOperator, text: string, values: readonly string[]): string
  /** A text whose letters of `from` are those of `to` at the same place; null where null. Both are parameters. */
  exchange(text: string, from: string, to: string): string
  /** Whether an element of a list of texts passes; not true where the list is null. */
  anyElement(list: string, test: (element: string) => string): string
  /**
   * An aggregate over the rows that pass `conditions`: null where there are none, but a `count` is 0.
   * `last` and `first` go by (`ts`, `event_id`), the latter unsigned. `column` is null with `count`.
   */
  aggregate(fn: Aggregate['fn'], column: TypedColumn | null, conditions: readonly string[]): string
  /** Aggregate: whether any row passes. */
  any(condition: string): string
  /** (`ts`, `place`, `event_id`) as one value that compares like the three. */
  order(place: number): string
  /**
   * Of rows `(contact, value, matched, latest)`, how many of each contact's `last` latest there are
   * and how many of those matched: a query of `contact`, `kept` and `matched`.
   */
  latestFew(rows: string, last: number): string
  /** Aggregate: the `number`-th least of a column that is never null; null where there are fewer. */
  nthLeast(column: string, number: number): string
  /** The last value that is not null, in a window. */
  lastNotNull(value: string, window: string): string
  /** The value so many rows before, null where there is none, in a window. */
  before(value: string, rows: number, window: string): string
  /**
   * Aggregate: of n keys in ascending order the one at `ceil(n * millionths / 1e6)`, or with `beyond`
   * the one after `floor(n * millionths / 1e6)`. `millionths` is above 0, and with `beyond` below 1e6.
   */
  cut(key: string, millionths: number, beyond: boolean): string
  /** The least or greatest of several, nulls left out; null when all are. */
  extreme(which: 'least' | 'greatest', values: readonly string[]): string
  /** What stands between the name of a common table expression and its query. */
  as(shared: boolean): string
}

export interface TypedColumn {
  readonly sql: string
  readonly type: ValueType
  readonly name: string
}
