import type { Session } from '../engine/session.ts'
import { identifier } from '../engine/sql.ts'
import { splitTexts } from './row-text.ts'

/** A column is told by codes where its texts are at most this part of its rows, and so many. */
const MOST_DISTINCT_SHARE = 0.5
const MOST_DISTINCT = 250_000

type Texts = readonly (string | null)[]

/**
 * The texts of those columns of `row_text` that repeat them, each once and null at the end, by the name of
 * the column; they stay in temporary tables for `codesOf`. `separator` is in none of them.
 */
export async function dictionaries(
  session: Session,
  names: readonly string[],
  rowCount: number,
  separator: string,
): Promise<Map<string, Texts>> {
  const estimates = names.map(name => `approx_count_distinct(${name}) as ${name}`)
  const distinct = await session.one<Record<string, number>>(`select ${estimates.join(', ')} from row_text`)
  const most = Math.min(MOST_DISTINCT, rowCount * MOST_DISTINCT_SHARE)
  const found = new Map<string, Texts>()
  for (const name of names) {
    if ((distinct[name] ?? 0) > most) continue
    await session.run(
      `create or replace temp table ${tableOf(name)} as
       select value, (row_number() over () - 1)::uinteger as code
       from (select distinct ${name} as value from row_text where ${name} <> '')`,
    )
    const { texts } = await session.one<{ texts: string | null }>(
      `select string_agg(value, $1 order by code) as texts from ${tableOf(name)}`,
      [separator],
    )
    found.set(name, [...(texts === null ? [] : splitTexts(texts, separator)), null])
  }
  return found
}

/** The places in its texts of a column's values, row by row. */
export async function codesOf(
  session: Session,
  name: string,
  texts: Texts,
  firstRow: number,
  rowCount: number,
): Promise<Uint32Array> {
  const codes = new Uint32Array(rowCount).fill(texts.length - 1)
  const chunks = await session.chunks(
    `select (row_text.rowid - $1::bigint)::uinteger, code
     from row_text join ${tableOf(name)} on value = ${name}
     where row_text.rowid >= $1::bigint and row_text.rowid < $2::bigint`,
    [firstRow, firstRow + rowCount],
  )
  for await (const chunk of chunks) {
    const [rows, own] = [chunk.uint32(0), chunk.uint32(1)]
    for (let at = 0; at < rows.length; at++) codes[rows[at] as number] = own[at] as number
  }
  return codes
}

const tableOf = (name: string): string => identifier(`texts_${name}`)
