import type { PropertyRef } from '@esplanade/core/segments'
import { type EventTable, type RowsRead, testedProperties } from '@esplanade/core/segments/sql'
import { literal } from '../engine/sql.ts'
import { type FactContext, type Prepared, type RatesPointer, TOLD } from './context.ts'
import { convertedSql, toldAmountSql } from './convert.ts'
import { convertedAmounts } from './converted-amounts.ts'
import { columnOf, OWN_TIME } from './prepare.ts'

/** The rows of a type that hold now: those of a type that never changes, or the last version of each. */
export function standingSql(context: FactContext, type: string): string {
  const { server } = context
  return context.isChanging(type)
    ? `${server.table('changing_event')} final where type = ${literal(type)} and gone = 0`
    : `${server.table('event')} where type = ${literal(type)}`
}

/**
 * Where rows of a type are read from, with a column for each property that is asked for: the one that
 * `prepare` made, or one read from the raw properties on the way; of amounts in other currencies what they
 * come to. `kept` are further columns of the stored rows.
 */
export function eventTable(
  context: FactContext,
  type: string,
  reads: readonly RowsRead[],
  kept: readonly string[] = [],
): EventTable {
  const { rates } = context.prepared
  const columns = new Map<string, ReadColumn>()
  for (const ref of propertiesOf(reads)) {
    const key = keyOf(ref)
    if (!columns.has(key)) columns.set(key, readColumn(context, ref, columns.size))
  }
  const amounts = rates ? [...columns.values()].filter(({ told }) => told !== null) : []
  const read = [...columns.values()].map(({ name, sql }) => (name === sql ? name : `${sql} as ${name}`))
  const told = amounts.map(column => `ifNull(${column.told}, '') as ${toldName(column)}`)
  const stored = ['contact_no', 'event_id', 'ts', ...kept]
  const names = [...stored, ...[...columns.values()].map(({ name }) => name), ...amounts.map(toldName)]
  const relation = `(select ${[...stored, ...read, ...told].join(', ')} from ${standingSql(context, type)})`
  return {
    relation: amounts.reduce(
      (rows, column) =>
        convertedAmounts(context, rates as RatesPointer, rows, {
          columns: names,
          amounts: { own: column.name, told: toldName(column) },
        }),
      relation,
    ),
    columnOf: ref => {
      if (isOwnTime(ref)) return 'ts'
      const column = columns.get(keyOf(ref))
      if (column === undefined) throw new Error(`The scan of ${type} does not read "${ref.name}".`)
      return column.name
    },
  }
}

/** How a property is read; of money also what is told in other currencies. */
interface ReadColumn {
  readonly name: string
  readonly sql: string
  readonly told: string | null
}

const toldName = ({ name }: ReadColumn): string => `told_${name}`

function readColumn({ prepared }: FactContext, { name, type }: PropertyRef, place: number): ReadColumn {
  const { properties, currency } = prepared
  const stored = columnOf(properties, name, type, currency)
  const id = stored === undefined ? `x_${place}` : `p_${stored.no}`
  const sql = stored === undefined ? convertedSql('properties', name, type, { currency, id }) : id
  return { name: id, sql, told: type === 'money' ? toldSql(prepared, name, `told_${id}`) : null }
}

/** What a property tells in other currencies: the column that `prepare` made of that, or read on the way. */
function toldSql({ properties }: Prepared, name: string, id: string): string {
  const stored = columnOf(properties, name, 'money', TOLD)
  return stored === undefined ? toldAmountSql('properties', name, `${id}_raw`) : `p_${stored.no}`
}

const isOwnTime = ({ name, type }: PropertyRef): boolean => name === OWN_TIME && type === 'instant'
const keyOf = ({ name, type }: PropertyRef): string => `${type} ${name}`

function propertiesOf(reads: readonly RowsRead[]): PropertyRef[] {
  const all = reads.flatMap(({ property, where }) => [
    ...(property ? [property] : []),
    ...(where ? testedProperties(where) : []),
  ])
  return all.filter(ref => !isOwnTime(ref))
}
