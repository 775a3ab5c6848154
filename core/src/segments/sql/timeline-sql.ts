import type { TimelineSource } from '../plan.ts'
import { allSql, contactSql, insideSql, passingSql, rowsSql, widest } from './rows-sql.ts'
import type { Printing } from './tables.ts'
import { joined } from './words.ts'

/**
 * The rows of a timeline that have one of `marks`: `contact`, `ts`, `place` (rank of the type),
 * `event_id` and for each mark a column `k<mark>` that says whether the row has it. Undefined where
 * nothing of it ever occurred.
 */
export function markedRowsSql(
  sources: readonly TimelineSource[],
  marks: readonly number[],
  printing: Printing,
): string | undefined {
  const types = Map.groupBy(
    sources.filter(({ mark }) => marks.includes(mark)),
    ({ type }) => type,
  )
  const rows = [...types].flatMap(([type, own], place) => typeSql(type, own, place, marks, printing))
  return rows.length === 0 ? undefined : rows.join(' union all ')
}

function typeSql(
  type: string,
  sources: readonly TimelineSource[],
  place: number,
  marks: readonly number[],
  printing: Printing,
): string[] {
  const table = printing.tables.events(type)
  if (table === undefined) return []
  const reach = widest(sources)
  const tests = marks.map(mark =>
    sources
      .filter(source => source.mark === mark)
      .map(source => allSql(passingSql(source, reach, table, printing))),
  )
  const columns = tests.map((own, index) => `, ${joined(own, 'or', 'false')} as k${marks[index]}`)
  // A mark without a test lets every row pass.
  const any = joined(tests.flat(), 'or', 'false')
  const conditions = [insideSql(reach, printing), ...(tests.flat().includes('true') ? [] : [any])]
  return [
    `select ${contactSql(printing)} as contact, ts, ${place} as place, event_id${columns.join('')}
    from ${rowsSql(table, printing)} where ${allSql(conditions)}`,
  ]
}

/**
 * A timeline as the port asks for it: `contact`, `ts`, `marks` (bit `n` where a source with mark `n`
 * has the row), `place` and `event_id`, in no order. Undefined where nothing of it ever occurred.
 */
export function timelineSql(sources: readonly TimelineSource[], printing: Printing): string | undefined {
  const marks = [...new Set(sources.map(({ mark }) => mark))]
  const rows = markedRowsSql(sources, marks, printing)
  if (rows === undefined) return undefined
  const bits = marks.map(mark => `case when k${mark} then ${2 ** mark} else 0 end`)
  return `select contact, ts, place, event_id, ${bits.join(' + ')} as marks from (${rows})`
}
