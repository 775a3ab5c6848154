import type { Aggregate, EventScan } from '../plan.ts'
import { allSql, contactSql, insideSql, passingSql, rowsSql, widest } from './rows-sql.ts'
import type { EventTable, Printing } from './tables.ts'

/**
 * Prints a scan over the table of its type: one pass, the widest window in WHERE and narrower ones in
 * FILTER. Column 0 is `contact`, column `j + 1` answers aggregate `j`, null where there is nothing.
 */
export function scanSql({ aggregates }: EventScan, table: EventTable, printing: Printing): string {
  return groupedSql(aggregates, table, printing, [])
}

/**
 * The same for whoever takes a contact that does not come for one without rows: what all aggregates
 * ask of their rows is asked before they are grouped.
 */
export function narrowScanSql({ aggregates }: EventScan, table: EventTable, printing: Printing): string {
  const reach = widest(aggregates)
  const asked = aggregates.map(aggregate => conditionsOf(aggregate, reach, table, printing))
  const common = (asked[0] ?? []).filter(condition => asked.every(other => other.includes(condition)))
  return groupedSql(aggregates, table, printing, common)
}

function groupedSql(
  aggregates: readonly Aggregate[],
  table: EventTable,
  printing: Printing,
  common: readonly string[],
): string {
  const reach = widest(aggregates)
  const answers = aggregates.map((aggregate, index) => {
    const conditions = conditionsOf(aggregate, reach, table, printing)
    const own = conditions.filter(condition => !common.includes(condition))
    return `, ${functionSql(aggregate, own, table, printing)} as a${index}`
  })
  return `select ${contactSql(printing)} as contact${answers.join('')} from ${rowsSql(table, printing)}
    where ${allSql([insideSql(reach, printing), ...common])} group by contact`
}

function conditionsOf(
  aggregate: Aggregate,
  reach: ReturnType<typeof widest>,
  table: EventTable,
  printing: Printing,
): string[] {
  const { property } = aggregate
  const having = property === null ? [] : [`${table.columnOf(property)} is not null`]
  return [...having, ...passingSql(aggregate, reach, table, printing)]
}

function functionSql(
  { fn, property, key }: Aggregate,
  conditions: readonly string[],
  table: EventTable,
  { dialect }: Printing,
): string {
  if (fn === 'count') return dialect.aggregate(fn, null, conditions)
  if (property === null) throw new TypeError(`The aggregate ${key} needs a property to take ${fn} of.`)
  const { name, type } = property
  if (type === 'texts' || (type === 'text' && fn === 'sum')) {
    throw new TypeError(`There is no ${fn} of "${name}", which is ${type}.`)
  }
  return dialect.aggregate(fn, { sql: table.columnOf(property), type, name }, conditions)
}
