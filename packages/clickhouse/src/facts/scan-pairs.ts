import type { PairChunk, PairScan, ValueChunk, ValueScan } from '@esplanade/core/segments'
import { pairScanSql, sourceReads, valueScanSql } from '@esplanade/core/segments/sql'
import type { FactContext } from './context.ts'
import { byType, floatSql, printingOf } from './scan.ts'

/** Contacts and the values of a property among their events, each pair once. */
export async function* scanPairs(context: FactContext, scan: PairScan): AsyncGenerator<PairChunk> {
  const { printing, parameters } = printingOf(context, readsOf(scan.sources))
  const query = pairScanSql(scan, printing)
  if (query === undefined) return
  const sql = `select contact, ${textSql('value')}, ${floatSql('times')}, ${floatSql('latest')} from (${query})`
  const kinds = ['uint32', 'text', 'float', 'float'] as const
  for await (const part of context.server.columns({ sql, parameters }, kinds)) {
    const [contactNo, values, times, lastAt] = part as [Uint32Array, string[], Float64Array, Float64Array]
    yield { contactNo, values, times, lastAt }
  }
}

/** What events last said beside each value of a property. */
export async function* scanValues(context: FactContext, scan: ValueScan): AsyncGenerator<ValueChunk> {
  const { printing, parameters } = printingOf(context, readsOf(scan.sources))
  const query = valueScanSql(scan, printing)
  if (query === undefined) return
  const told = (scan.sources[0]?.tell ?? []).map((_, place) => `t${place}`)
  const sql = `select ${['value', ...told].map(textSql).join(', ')} from (${query})`
  const kinds = ['value', ...told].map(() => 'text' as const)
  for await (const [values, ...columns] of context.server.columns({ sql, parameters }, kinds)) {
    yield { values: values as string[], columns: columns as (string | null)[][] }
  }
}

/** A text before which a byte says whether there is one. */
const textSql = (column: string): string => `toNullable(${column})`

const readsOf = (sources: readonly (Parameters<typeof sourceReads>[0] & { readonly type: string })[]) =>
  new Map([...byType(sources)].map(([type, own]) => [type, own.flatMap(sourceReads)]))
