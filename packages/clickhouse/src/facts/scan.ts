import type {
  EventScan,
  KeyChunk,
  KeyScan,
  ScanChunk,
  ScanColumn,
  Timeline,
  TimelineChunk,
} from '@esplanade/core/segments'
import {
  type EventTable,
  keyScanSql,
  type Printing,
  type RowsRead,
  scanSql,
  timelineSql,
} from '@esplanade/core/segments/sql'
import type { ReadColumn } from '../engine/row-binary.ts'
import { boundTexts } from './bound-texts.ts'
import type { FactContext } from './context.ts'
import { dialect } from './dialect.ts'
import { eventTable } from './event-table.ts'
import { storeTables } from './store-tables.ts'

/** One grouped pass over one event type, answered in typed arrays. */
export async function* scan(context: FactContext, request: EventScan): AsyncGenerator<ScanChunk> {
  if (request.aggregates.length === 0) return
  const { printing, parameters } = printingOf(context, new Map([[request.type, request.aggregates]]))
  const table = printing.tables.events(request.type) as EventTable
  const isText = request.aggregates.map(({ fn, property }) => fn !== 'count' && property?.type === 'text')
  const answers = isText.map((text, index) => (text ? `a${index}` : floatSql(`a${index}`)))
  const sql = `select contact, ${answers.join(', ')} from (${scanSql(request, table, printing)})`
  const kinds = isText.map(text => (text ? ('text' as const) : ('float' as const)))
  for await (const [contactNo, ...columns] of context.server.columns({ sql, parameters }, [
    'uint32',
    ...kinds,
  ])) {
    yield { contactNo: contactNo as Uint32Array, columns: columns.map(asScanColumn) }
  }
}

/** Counts different values of a property for each contact, and those that other events have too. */
export async function* scanKeys(context: FactContext, request: KeyScan): AsyncGenerator<KeyChunk> {
  const { printing, parameters } = printingOf(context, byType([...request.subject, ...request.match]))
  const query = keyScanSql(request, printing)
  if (query === undefined) return
  const sql = `select contact, ${floatSql('kept')}, ${floatSql('matched')} from (${query})`
  for await (const [contactNo, ...columns] of context.server.columns({ sql, parameters }, [
    'uint32',
    'float',
    'float',
  ])) {
    yield { contactNo: contactNo as Uint32Array, columns: columns.map(asScanColumn) }
  }
}

/** Rows of several types, contact by contact in the order in which they happened. */
export async function* scanTimeline(context: FactContext, timeline: Timeline): AsyncGenerator<TimelineChunk> {
  const reads = byType(timeline.sources.map(source => ({ ...source, property: null })))
  const { printing, parameters } = printingOf(context, reads)
  const query = timelineSql(timeline.sources, printing)
  if (query === undefined) return
  const sql = `select contact, ${floatSql('ts')}, toUInt32(marks) from (${query}) order by contact, ts, place, event_id`
  for await (const part of context.server.columns({ sql, parameters }, ['uint32', 'float', 'uint32'])) {
    const [contactNo, at, marks] = part as [Uint32Array, Float64Array, Uint32Array]
    yield { contactNo, at, marks }
  }
}

/** NaN where there is nothing, so that an answer needs no byte to say so. */
export const floatSql = (value: string): string => `coalesce(toFloat64(${value}), nan)`

const asScanColumn = (column: ReadColumn): ScanColumn =>
  Array.isArray(column)
    ? { kind: 'text', values: column }
    : { kind: 'number', values: column instanceof Float64Array ? column : Float64Array.from(column) }

export const byType = <Source extends { readonly type: string }>(sources: readonly Source[]) =>
  Map.groupBy(sources, ({ type }) => type)

export function printingOf(
  context: FactContext,
  reads: ReadonlyMap<string, readonly RowsRead[]>,
): { printing: Printing; parameters: Readonly<Record<string, string>> } {
  const { bind, parameters } = boundTexts()
  const events = new Map([...reads].map(([type, rows]) => [type, eventTable(context, type, rows)]))
  return { printing: { dialect, bind, tables: storeTables(context, events) }, parameters }
}
