import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { type FeatureTable, selectLabels, selectRows } from '@esplanade/core/scores'
import { referenceData } from '../reference-dir.ts'

/** Rows of known outcome, parted as the reference's were. */
export interface LabelledData {
  readonly train: { readonly table: FeatureTable; readonly labels: Uint8Array }
  readonly test: { readonly table: FeatureTable; readonly labels: Uint8Array }
}

/** Telco churn: figures as they are, categories one-hot, blank totals (nobody's first month is over) as 0. */
export function readTelco(features: readonly string[]): LabelledData {
  return labelled('telco', readCsv('telco_churn.csv'), features, row => row.churn === 'Yes')
}

/** Hillstrom's e-mail test: who visited in the two weeks after. */
export function readHillstrom(features: readonly string[]): LabelledData {
  return labelled('hillstrom', readCsv('hillstrom.csv.gz'), features, row => row.visit === '1')
}

type CsvRow = Readonly<Record<string, string>>

/** The reference names features `column` or `column=value`. */
function labelled(
  name: string,
  rows: readonly CsvRow[],
  features: readonly string[],
  isPositive: (row: CsvRow) => boolean,
): LabelledData {
  const columns = features.map(feature => {
    const [column = '', value] = feature.split('=')
    return Float64Array.from(rows, row =>
      value === undefined ? Number(row[column]) : Number(row[column] === value),
    )
  })
  const table = { names: features, rows: rows.length, columns }
  const labels = Uint8Array.from(rows, row => (isPositive(row) ? 1 : 0))
  const all = Uint32Array.from(rows, (_, at) => at)
  const isTest = (at: number) => bucket(name, rows[at]?.row ?? '') < 30
  const part = (at: Uint32Array) => ({ table: selectRows(table, at), labels: selectLabels(labels, at) })
  return { train: part(all.filter(at => !isTest(at))), test: part(all.filter(isTest)) }
}

const read = new Map<string, CsvRow[]>()

/** Fields may be quoted, and then hold commas, but no quotes. */
function readCsv(file: string): CsvRow[] {
  const known = read.get(file)
  if (known) return known
  const bytes = readFileSync(referenceData(file))
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  const [header = '', ...lines] = text.trim().split(/\r?\n/)
  const fieldsOf = (line: string) =>
    Array.from(line.matchAll(/"([^"]*)"|[^,]+|(?<=^|,)(?=,|$)/g), m => m[1] ?? m[0])
  const names = fieldsOf(header)
  const rows = lines.map(line => {
    const values = fieldsOf(line)
    return Object.fromEntries(names.map((name, at) => [name, values[at] ?? '']))
  })
  read.set(file, rows)
  return rows
}

/** FNV-1a of `name:key`, finished as murmur3 does, below 100; the split rule of the reference. */
function bucket(name: string, key: string): number {
  let h = 0x811c9dc5
  for (const byte of new TextEncoder().encode(`${name}:${key}`)) h = Math.imul(h ^ byte, 0x01000193) >>> 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b) >>> 0
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35) >>> 0
  return ((h ^ (h >>> 16)) >>> 0) % 100
}
