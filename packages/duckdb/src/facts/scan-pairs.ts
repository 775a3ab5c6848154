import type { KeySource, PairChunk, PairScan, ValueChunk, ValueScan } from '@esplanade/core/segments'
import {
  type EventTable,
  type Printing,
  pairScanSql,
  type RowsRead,
  type SqlTables,
  sourceReads,
  textParameters,
  valueScanSql,
} from '@esplanade/core/segments/sql'
import type { Reader } from '../engine/reader.ts'
import type { Session } from '../engine/session.ts'
import { dialect } from './dialect.ts'
import { eventSource } from './event-source.ts'

/** Contacts and the values of a property among their events, each pair once. */
export async function* scanPairs(reader: Reader, scan: PairScan): AsyncGenerator<PairChunk> {
  const statement = await reader.read(session =>
    printed(session, scan, printing => pairScanSql(scan, printing)),
  )
  if (statement === undefined) return
  const sql = `select contact, value, times, latest from (${statement.sql})`
  for await (const chunk of reader.chunks(sql, statement.parameters)) {
    yield {
      contactNo: chunk.uint32(0),
      values: chunk.texts(1) as string[],
      times: chunk.numbers(2),
      lastAt: chunk.numbers(3),
    }
  }
}

/** What events last said beside each value of a property. */
export async function* scanValues(reader: Reader, scan: ValueScan): AsyncGenerator<ValueChunk> {
  const statement = await reader.read(session =>
    printed(session, scan, printing => valueScanSql(scan, printing)),
  )
  if (statement === undefined) return
  const places = (scan.sources[0]?.tell ?? []).map((_, place) => place)
  const sql = `select value${places.map(place => `, t${place}`).join('')} from (${statement.sql})`
  for await (const chunk of reader.chunks(sql, statement.parameters)) {
    yield { values: chunk.texts(0) as string[], columns: places.map(place => chunk.texts(place + 1)) }
  }
}

async function printed(
  session: Session,
  { sources }: PairScan | ValueScan,
  print: (printing: Printing) => string | undefined,
): Promise<{ sql: string; parameters: readonly string[] } | undefined> {
  const tables = new Map<string, EventTable>()
  for (const [type, own] of Map.groupBy<string, KeySource>(sources, source => source.type)) {
    const aggregates: RowsRead[] = own.flatMap(sourceReads)
    const table = await eventSource(session, { type, aggregates })
    if (table !== undefined) tables.set(type, table)
  }
  const merged = (await session.rows('select 1 from contact_alias limit 1')).length > 0
  const { parameters, bind } = textParameters(place => `$${place}`)
  const none = (): never => {
    throw new Error('A scan of pairs reads events only.')
  }
  const read: SqlTables = {
    events: type => tables.get(type),
    aliases: merged ? 'contact_alias' : null,
    attribute: none,
    roster: none,
    living: 'identity',
  }
  const sql = print({ dialect, bind, tables: read })
  return sql === undefined ? undefined : { sql, parameters }
}
