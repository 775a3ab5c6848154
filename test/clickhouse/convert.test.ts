import type { ContactNo, IdentityNo, Instant, Value, ValueType } from '@esplanade/core/schema'
import {
  type AttributeFact,
  type BatchId,
  buildCatalog,
  type ConnectionId,
  convertValue,
} from '@esplanade/core/schema'
import { expect, test } from 'vitest'
import { freshClickHouse } from './fresh-clickhouse.ts'

/** Raw values as sources send them, and as nobody should. */
const RAW: readonly unknown[] = [
  'text',
  ' padded ',
  'e\u0301',
  '\u00a0',
  0,
  -0.000001,
  12.5,
  1e-7,
  -1e15,
  999_999_999,
  1e12,
  -1e12,
  900719925.474099,
  '12.50',
  '+7',
  '.5',
  '5.',
  '1e3',
  '1_000',
  '0x10',
  'NaN',
  'Infinity',
  '  3 ',
  '\t3\n',
  '1.005',
  '1.500000',
  '1.5000000',
  '-0.5',
  '123456789012345678',
  '1234567890123456789',
  '92233720368547758.07',
  '92233720368547758.08',
  true,
  false,
  'TRUE',
  'yes',
  'No',
  '1',
  'maybe',
  '2026-01-31',
  '2026-01-31T09:00:00Z',
  '2026-01-31 09:00',
  '2026-01-31T09:00:00.123456Z',
  '2026-01-31T09:00:00+02:00',
  '2026-01-31T23:30:00-0530',
  ' 2026-01-31T09:00:00Z ',
  '2026-02-30',
  '2026-13-01',
  '2026-01-31T25:00:00Z',
  '31.1.2026',
  '0001-01-01',
  '1700-05-05T01:02:03.004Z',
  '9999-12-31T23:59:59.999Z',
  '1969-12-31',
  [],
  ['a', 'e\u0301'],
  [1],
  ['a', null],
  {},
  { a: 1 },
]
const TYPES: readonly ValueType[] = ['text', 'number', 'money', 'boolean', 'instant', 'date', 'texts']

/** What a column holds of a canonical value. */
function stored(value: Value | null | undefined, type: ValueType): unknown {
  if (value === null || value === undefined) return null
  if (type === 'money') return Number(String(value).replace('.', ''))
  if (type === 'instant') return Date.parse(String(value))
  if (type === 'date') return Date.parse(String(value)) / 86_400_000
  if (type === 'number') return Number(Number(value).toFixed(6)) + 0
  return type === 'boolean' ? Number(value) : value
}

test('ClickHouse reads every type of value as convertValue does', { timeout: 60_000 }, async () => {
  const place = await freshClickHouse()
  const store = await place.open()
  try {
    const names = TYPES.map(type => `as_${type}`)
    const catalog = buildCatalog({ attributes: Object.fromEntries(TYPES.map(type => [`as_${type}`, type])) })
    await store.facts.prepare({ catalog, currency: 'EUR', owners: new Map(), events: new Map() })
    const created = RAW.map((_, row) => ({
      kind: 'email' as const,
      value: `${row}@example.com`,
      connection: null,
      identityNo: (row + 1) as IdentityNo,
      contactNo: (row + 1) as ContactNo,
    }))
    await store.state.saveIdentities({ created, merges: [] })
    const attributes = RAW.flatMap((raw, row) =>
      names.map(
        (name): AttributeFact => ({
          identityNo: (row + 1) as IdentityNo,
          name,
          value: raw as Value,
          source: 'shop' as ConnectionId,
          at: 1 as Instant,
        }),
      ),
    )
    await store.facts.append({ batch: 'p' as BatchId, attributes, events: [] })
    const { columns } = await store.facts.attributes(names)
    for (const type of TYPES) {
      const column = columns.get(`as_${type}`)
      if (column === undefined) throw new Error(`No column of ${type}.`)
      for (const [row, raw] of RAW.entries()) {
        // In JavaScript a list of one is its element when made a text; nobody means that.
        if (type === 'boolean' && Array.isArray(raw)) continue
        const found =
          'codes' in column ? column.dictionary[column.codes[row + 1] ?? -1] : column.values[row + 1]
        const is = found === undefined || Number.isNaN(found) ? null : found
        expect({ type, raw, is }).toEqual({ type, raw, is: stored(convertValue(raw, type, 'EUR'), type) })
      }
    }
  } finally {
    await store.close()
    await place.remove()
  }
})
