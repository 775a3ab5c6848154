import type { PropertyRef, RowTest } from '@esplanade/core/segments'
import type { EventTable, RowsRead } from '@esplanade/core/segments/sql'
import { literal } from '../engine/sql.ts'
import type { FactContext } from './context.ts'
import { convertedSql } from './convert.ts'
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
 * `prepare` made, or one read from the raw properties on the way.
 */
export function eventTable(context: FactContext, type: string, reads: readonly RowsRead[]): EventTable {
  const { properties, currency } = context.prepared
  const columns = new Map<string, { name: string; sql: string }>()
  for (const ref of propertiesOf(reads)) {
    const key = keyOf(ref)
    const stored = columnOf(properties, ref.name, ref.type, currency)
    if (columns.has(key)) continue
    const name = stored === undefined ? `x_${columns.size}` : `p_${stored.no}`
    const sql =
      stored === undefined
        ? `${convertedSql('properties', ref.name, ref.type, { currency, id: name })} as ${name}`
        : name
    columns.set(key, { name, sql })
  }
  const list = [...columns.values()].map(({ sql }) => `, ${sql}`).join('')
  return {
    relation: `(select contact_no, event_id, ts${list} from ${standingSql(context, type)})`,
    columnOf: ref => {
      if (isOwnTime(ref)) return 'ts'
      const column = columns.get(keyOf(ref))
      if (column === undefined) throw new Error(`The scan of ${type} does not read "${ref.name}".`)
      return column.name
    },
  }
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

function testedProperties(test: RowTest): PropertyRef[] {
  switch (test.op) {
    case 'all':
    case 'any':
      return test.tests.flatMap(testedProperties)
    case 'not':
      return testedProperties(test.test)
    default:
      return [test.property]
  }
}
