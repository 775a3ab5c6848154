import type { PropertyRef, RowTest } from '@esplanade/core/segments'
import { testedProperties } from '@esplanade/core/segments/sql'
import type { Session } from '../engine/session.ts'
import { withConverted } from './conversion-sql.ts'
import { type EventPropertyRow, eventProperties, eventTypes } from './event-types.ts'
import { hasRates } from './exchange-rates.ts'
import { hotTable, livingSql, propertyColumn, typedSql } from './hot-table.ts'
import { knownSql } from './known-sql.ts'
import { OWN_TIME } from './prepare.ts'
import { hasMerged } from './resolved-aliases.ts'
import { setting } from './settings.ts'

export interface EventSource {
  /** A table or a bracketed query with `contact_no`, `event_id`, `ts` and a column per property. */
  readonly relation: string
  /** Whether it is a table, which costs little to read again. */
  readonly isTable: boolean
  readonly columnOf: (property: PropertyRef) => string
  /** The columns of the properties that were asked for, each once. */
  readonly columns: readonly string[]
  /** Whether contacts of it may have been merged into others since. */
  readonly merged: boolean
}

/** An event type and what is read of its rows. */
export interface SourceRequest {
  readonly type: string
  readonly aggregates: readonly { readonly property: PropertyRef | null; readonly where: RowTest | null }[]
}

/** Finds where the rows of a type are; undefined for a type that never occurred. */
export type FindSource = (session: Session, request: SourceRequest) => Promise<EventSource | undefined>

/**
 * Where a scan reads from: the table of its type, or, for names that `prepare` was not told of, the log
 * with the properties read on the way. Undefined for a type that never occurred. With `knownUntil` only
 * what came up to that number of the log, as it was told by then.
 */
export async function eventSource(
  session: Session,
  scan: SourceRequest,
  { knownUntil }: { readonly knownUntil?: number } = {},
): Promise<EventSource | undefined> {
  const type = (await eventTypes(session)).get(scan.type)
  if (type === undefined) return undefined
  const needed = propertiesOf(scan)
  const stored = (await eventProperties(session)).filter(({ typeNo }) => typeNo === type.no)
  const prepared = type.hot && needed.every(ref => stored.some(row => isSame(row, ref)))
  const rows = prepared ? stored : needed.map((ref, i) => ({ ...ref, typeNo: type.no, no: i + 1 }))
  const currency = (await setting(session, 'currency')) ?? ''
  const columnOf = (ref: PropertyRef): string => {
    if (isOwnTime(ref)) return 'ts'
    const row = rows.find(candidate => isSame(candidate, ref))
    if (row === undefined) throw new Error(`The scan of ${scan.type} does not read "${ref.name}".`)
    return propertyColumn(row)
  }
  const rated = await hasRates(session)
  const typed = (log: string) => {
    const own = typedSql(log, rows, currency)
    return rated ? withConverted(own, log, rows) : own
  }
  const standing = prepared ? hotTable(type) : `(${typed(livingSql(type))})`
  const corrected = type.correctable ? typed : null
  const fromTable = prepared && (knownUntil === undefined || corrected === null)
  return {
    relation:
      knownUntil === undefined ? standing : knownSql({ typeNo: type.no, standing, knownUntil, corrected }),
    isTable: prepared && knownUntil === undefined,
    // Rows of the log have the numbers that they came with, whatever the table was written with since.
    merged: fromTable ? await hasMerged(session, type) : await hasAliases(session),
    columnOf,
    columns: needed.map(columnOf),
  }
}

const hasAliases = async (session: Session): Promise<boolean> =>
  (await session.rows('select 1 from contact_alias limit 1')).length > 0

export const isOwnTime = ({ name, type }: PropertyRef): boolean => name === OWN_TIME && type === 'instant'

const isSame = (row: Pick<EventPropertyRow, 'name' | 'type'>, ref: PropertyRef): boolean =>
  row.name === ref.name && row.type === ref.type

/** Every property that a scan reads, once each. */
function propertiesOf({ aggregates }: SourceRequest): PropertyRef[] {
  const found = new Map<string, PropertyRef>()
  const note = (ref: PropertyRef) => {
    if (!isOwnTime(ref)) found.set(`${ref.type} ${ref.name}`, ref)
  }
  for (const { property, where } of aggregates) {
    if (property) note(property)
    if (where) testedProperties(where).forEach(note)
  }
  return [...found.values()]
}
