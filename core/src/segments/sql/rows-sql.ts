import type { RowTest } from '../plan.ts'
import { rowTestSql } from './row-test-sql.ts'
import type { EventTable, Printing } from './tables.ts'
import { joined } from './words.ts'

/** Whose row it is now, of `rowsSql`. */
export const contactSql = ({ tables }: Printing): string =>
  tables.aliases === null ? 'e.contact_no' : 'coalesce(alias.into_no, e.contact_no)'

/** Rows of an event table beside where their contacts were merged into, if any ever was. */
export function rowsSql({ relation }: EventTable, { tables }: Printing): string {
  const merged = tables.aliases
  return `${relation} e${merged === null ? '' : ` left join ${merged} alias on alias.from_no = e.contact_no`}`
}

/** An open lower and a closed upper bound; null reaches back for ever. */
export interface Reach {
  readonly after: number | null
  readonly until: number
}

/** The window that holds all these. */
export function widest(reaches: readonly Reach[]): Reach {
  const open = reaches.some(({ after }) => after === null)
  return {
    after: open ? null : Math.min(...reaches.map(({ after }) => after ?? 0)),
    until: Math.max(...reaches.map(({ until }) => until)),
  }
}

export const insideSql = ({ after, until }: Reach, { dialect }: Printing): string =>
  after === null
    ? `ts <= ${dialect.number(until)}`
    : `ts > ${dialect.number(after)} and ts <= ${dialect.number(until)}`

/** The conditions of rows that a window inside `reach` and a test let pass. */
export function passingSql(
  rows: Reach & { readonly where: RowTest | null },
  reach: Reach,
  table: EventTable,
  printing: Printing,
): string[] {
  const windowed = rows.after !== reach.after || rows.until !== reach.until
  return [
    ...(windowed ? [insideSql(rows, printing)] : []),
    ...(rows.where === null ? [] : [rowTestSql(rows.where, table, printing)]),
  ]
}

/** Conditions of which all must hold; nothing where there are none. */
export const allSql = (conditions: readonly string[]): string => joined(conditions, 'and', 'true')
