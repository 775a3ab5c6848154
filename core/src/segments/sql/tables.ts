import type { ValueType } from '../../schema/index.ts'
import type { PropertyRef, RowTest } from '../plan.ts'
import type { SqlDialect } from './dialect.ts'

/** Where a store keeps what a plan reads; names and relations are SQL, quoted. */
export interface SqlTables {
  /** Undefined for a type that never occurred. */
  readonly events: (type: string) => EventTable | undefined
  /** A relation with `contact_no` and the attribute, a contact once. */
  readonly attribute: (name: string, type: ValueType) => AttributeTable
  /** A relation with the `contact_no` of everybody who exists; numbers may come several times. */
  readonly living: string
  /** A relation with the `contact_no` of everybody on a roster of the plan, each once. */
  readonly roster: (roster: number) => string
  /** A relation of `from_no` and `into_no`: whom contacts were merged into; null while there are none. */
  readonly aliases: string | null
}

export interface EventTable {
  /** Has `contact_no`, `event_id`, `ts` and the columns of the properties that were asked for. */
  readonly relation: string
  readonly columnOf: (property: PropertyRef) => string
}

interface AttributeTable {
  readonly relation: string
  readonly column: string
}

/** What printing needs beside the plan. */
export interface Printing {
  readonly dialect: SqlDialect
  readonly tables: SqlTables
  /** Adds a text to the statement's parameters and returns what stands for it, the same for the same text: none is ever printed. */
  readonly bind: (text: string) => string
}

/** Rows of one event type, as a scan, a key scan or a timeline reads them. */
export interface RowsRead {
  readonly property: PropertyRef | null
  readonly where: RowTest | null
}
