import type { KeySource, PairScan, PropertyRef, ValueScan } from '../plan.ts'
import { rowTestSql } from './row-test-sql.ts'
import { allSql, contactSql, insideSql, rowsSql } from './rows-sql.ts'
import type { Printing, RowsRead } from './tables.ts'

/**
 * Prints a pair scan: `contact`, `value`, `times` and `latest`, a pair once; undefined where no event of
 * its types ever occurred.
 */
export function pairScanSql({ sources }: PairScan, printing: Printing): string | undefined {
  const rows = sources.flatMap(source => rowsOfSql(source, [contactSql(printing), 'ts'], printing))
  if (rows.length === 0) return undefined
  return `select c0 as contact, value, count(*) as times, max(c1) as latest
    from (${rows.join(' union all ')}) group by c0, value`
}

/** Prints a value scan: `value`, and `t0`, `t1`… for what is told of it; undefined where nothing ever occurred. */
export function valueScanSql({ sources }: ValueScan, printing: Printing): string | undefined {
  const rows = sources.flatMap(source => {
    const table = printing.tables.events(source.type)
    const told = source.tell.map(property => (property && table ? table.columnOf(property) : 'null'))
    return rowsOfSql(source, ['ts', 'event_id', ...told], printing)
  })
  if (rows.length === 0) return undefined
  const tell = sources[0]?.tell ?? []
  const columns = tell.map((_, place) => {
    const [sql, name] = [`c${place + 2}`, `t${place}`]
    return `, ${printing.dialect.aggregate('last', { sql, type: 'text', name }, [`${sql} is not null`])} as ${name}`
  })
  return `select value${columns.join('')} from (select value, c0 as ts, c1 as event_id${tell.map((_, place) => `, c${place + 2}`).join('')}
    from (${rows.join(' union all ')})) group by value`
}

/** What a source's rows are read for, so that a store knows which columns to give them. */
export const sourceReads = ({
  property,
  where,
  tell = [],
}: KeySource & { readonly tell?: readonly (PropertyRef | null)[] }): RowsRead[] => [
  { property, where },
  ...tell.flatMap(told => (told === null ? [] : [{ property: told, where: null }])),
]

/** Rows of one source that have its property, as `value`, `c0`, `c1`… */
function rowsOfSql(source: KeySource, columns: readonly string[], printing: Printing): string[] {
  const table = printing.tables.events(source.type)
  if (table === undefined) return []
  const value = table.columnOf(source.property)
  const conditions = [
    insideSql(source, printing),
    `${value} is not null`,
    ...(source.where === null ? [] : [rowTestSql(source.where, table, printing)]),
  ]
  const list = columns.map((column, place) => `, ${column} as c${place}`)
  return [
    `select ${value} as value${list.join('')} from ${rowsSql(table, printing)} where ${allSql(conditions)}`,
  ]
}
