import { DuckDBInstance } from '@duckdb/node-api'
import { convertValue, VALUE_TYPES, type Value, type ValueType } from '@esplanade/core/schema'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Session } from '../src/engine/session.ts'
import { convertedSql, memberSql } from '../src/facts/convert.ts'

let instance: DuckDBInstance
let session: Session
beforeAll(async () => {
  instance = await DuckDBInstance.create(':memory:')
  session = new Session(await instance.connect(), ':memory:')
  await session.run(`set TimeZone = 'UTC'`)
})
afterAll(() => {
  session.close()
  instance.closeSync()
})

/** Raw values as sources send them, and as nobody should. */
const RAW: readonly unknown[] = [
  null,
  '',
  ' \t\n',
  '\u00a0',
  'text',
  ' padded ',
  'e\u0301',
  0,
  -0.000001,
  12.5,
  1e-7,
  -1e15,
  999_999_999_999,
  1e12,
  -1e12,
  9007199254.740993,
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
  '9999-12-31T23:59:59.999Z',
  '1969-12-31',
  [],
  ['a', 'e\u0301'],
  [1],
  ['a', null],
  {},
  { a: 1 },
]

/** What the store keeps of a canonical value. */
function stored(value: Value | null | undefined, type: ValueType): unknown {
  if (value === null || value === undefined) return null
  switch (type) {
    case 'money':
      return Number(String(value).replace('.', ''))
    case 'instant':
      return Date.parse(String(value))
    case 'date':
      return Date.parse(String(value)) / 86_400_000
    case 'number':
      return Number(Number(value).toFixed(6)) + 0
    default:
      return value
  }
}

async function converted(raw: readonly unknown[], type: ValueType): Promise<unknown[]> {
  await session.stage('given', [
    { name: 'seq', values: Uint32Array.from(raw, (_, i) => i) },
    { name: 'properties', values: raw.map(value => JSON.stringify({ 'a/b~"c\'': value })) },
  ])
  const value = memberSql('properties', 'a/b~"c\'')
  const sql = convertedSql('given', 'seq', [{ value, type, as: 'converted' }], 'EUR')
  const shown = type === 'number' ? 'converted::double' : 'converted'
  const rows = await session.rows<{ converted: unknown }>(
    `select ${shown} as converted from (${sql}) order by seq`,
  )
  return rows.map(row => row.converted)
}

test.each(VALUE_TYPES)('SQL reads %s as convertValue does', async type => {
  const results = await converted(RAW, type)
  for (const [i, raw] of RAW.entries()) {
    // In JavaScript a list of one is its element when made a text; nobody means that.
    if (type === 'boolean' && Array.isArray(raw)) continue
    const expected = stored(convertValue(raw, type, 'EUR'), type)
    expect({ raw, is: results[i] }).toEqual({ raw, is: expected })
  }
})

test('SQL reads any scalar as convertValue does', async () => {
  const raw = fc.oneof(
    fc.string({ maxLength: 6 }),
    fc.integer(),
    fc.integer({ min: -1e9, max: 1e9 }).map(n => n / 1e4),
    fc.integer({ min: -1e9, max: 1e9 }).map(n => String(n / 1e2)),
    fc
      .date({ min: new Date('1700-01-01'), max: new Date('2300-01-01'), noInvalidDate: true })
      .map(d => d.toISOString()),
    fc.boolean(),
  )
  await fc.assert(
    fc.asyncProperty(
      fc.array(raw, { minLength: 1, maxLength: 50 }),
      fc.constantFrom(...VALUE_TYPES),
      async (values, type) => {
        const expected = values.map(value => stored(convertValue(value, type, 'EUR'), type))
        expect(await converted(values, type)).toEqual(expected)
      },
    ),
    { numRuns: 40 },
  )
})
