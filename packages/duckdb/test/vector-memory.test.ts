import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chunkOf } from '../src/engine/chunk.ts'
import { stageColumns } from '../src/engine/stage.ts'
import { adoptTexts, memoryOf } from '../src/engine/vector-memory.ts'

let instance: DuckDBInstance
beforeAll(async () => {
  instance = await DuckDBInstance.create(':memory:')
})
afterAll(() => instance.closeSync())

/** Every numeric column that a statement of ours answers with, values and nulls at both ends of their range. */
const NUMBERS: Record<string, readonly (string | null)[]> = {
  double: ['0.1', '-1e300', null, '0'],
  integer: ['-2147483648', '2147483647', null, '0'],
  uinteger: ['4294967295', '0', null, '1'],
  bigint: ['-9223372036854775808', '9007199254740993', null, '-1'],
  hugeint: ['-170141183460469231731687303715884105728', '18446744073709551617', null, '-1'],
  'decimal(18,6)': ['-999999999999.999999', '0.100000', null, '12.5'],
  'decimal(38,6)': ['-99999999999999999999999999.5', '0.3', null, '12.5'],
  boolean: ['true', 'false', null, 'true'],
  date: ['1969-12-31', '2026-01-31', null, '1970-01-01'],
}

async function withRows<T>(sql: string, use: (chunk: Parameters<typeof chunkOf>[0]) => T): Promise<T> {
  const connection = await instance.connect()
  try {
    const chunk = await (await connection.run(sql)).fetchChunk()
    if (chunk === null) throw new Error('Expected a chunk.')
    return use(chunk)
  } finally {
    connection.disconnectSync()
  }
}

describe('the binding still has what the fast ways use', () => {
  test.each(Object.keys(NUMBERS))('plain memory of %s', async type => {
    await withRows(`select null::${type} from range(3)`, chunk => {
      expect(memoryOf(chunk.getColumnVector(0))).toMatchObject({ valid: expect.any(Uint32Array) })
    })
  })

  test('texts to adopt', async () => {
    await withRows(`select 'a' from range(3)`, chunk => {
      expect(adoptTexts(chunk.getColumnVector(0), ['x', 'y', 'z'])).toBe(true)
    })
  })
})

describe('the fast way and the documented way give the same', () => {
  test.each(Object.entries(NUMBERS))('numbers of %s', async (type, values) => {
    const rows = values.map(value => (value === null ? '(null)' : `('${value}'::${type})`))
    await withRows(`select * from (values ${rows.join(', ')})`, chunk => {
      const fast = [...chunkOf(chunk).numbers(0)]
      expect(fast).toEqual([...chunkOf(chunk, { direct: false }).numbers(0)])
      expect(fast.map(Number.isNaN)).toEqual([false, false, true, false])
    })
  })

  test('numbers beyond one word of validity, and contact numbers', async () => {
    const sql = 'select case when range % 3 = 0 then null else range end, range::uinteger from range(2000)'
    await withRows(sql, chunk => {
      expect(chunkOf(chunk).numbers(0)).toEqual(chunkOf(chunk, { direct: false }).numbers(0))
      expect(chunkOf(chunk).uint32(1)).toEqual(chunkOf(chunk, { direct: false }).uint32(1))
      expect(chunkOf(chunk).uint32(1)).toEqual(Uint32Array.from({ length: 2000 }, (_, i) => i))
    })
  })

  test('texts, few or many, short or long, of any alphabet, missing or empty', async () => {
    const lengths = [0, 1, 4, 11, 12, 13, 40]
    const kinds = ["repeat('ä', range % 9)", `(range % 700) || '\u{1f6d2}' || ${TEXT}`, TEXT]
    for (const length of lengths) {
      for (const kind of kinds) {
        const sql = `select case when range % 5 > 0 then left(${kind}, ${length}) end from range(2048)`
        await withRows(sql, chunk => {
          const told = chunkOf(chunk).texts(0)
          expect(told).toEqual(chunkOf(chunk, { direct: false }).texts(0))
          expect(told.filter(text => text === null)).toHaveLength(410)
        })
      }
    }
  })
})

/** Twelve bytes, which is as long as a text may be to lie in its place; often told apart by the last alone. */
const TEXT = `(lpad((range % 30)::varchar, 11, 'a') || chr((97 + range % 26)::integer))`

test.each([0, 1, 2_048, 2_049, 5_000])('%i staged rows come back as they were', async length => {
  const connection = await instance.connect()
  const texts = Array.from({ length }, (_, i) => (i % 3 === 0 ? null : `text ${i} ${'ä'.repeat(i % 20)}`))
  const ids = BigUint64Array.from({ length }, (_, i) => 2n ** 64n - 1n - BigInt(i))
  await stageColumns(connection, 'staged "table"', [
    { name: 'no', values: Uint32Array.from({ length }, (_, i) => i) },
    { name: 'id', values: ids },
    { name: 'half', values: Float64Array.from({ length }, (_, i) => i / 2) },
    { name: 'flag', values: Uint8Array.from({ length }, (_, i) => i % 2) },
    { name: 'te"xt', values: texts },
  ])
  const rows = await (await connection.run('from "staged ""table""" order by no')).getRows()
  expect(rows).toEqual(texts.map((text, i) => [i, ids[i], i / 2, i % 2, text]))
  connection.disconnectSync()
})

test('columns of different length are refused', async () => {
  const connection = await instance.connect()
  const columns = [
    { name: 'a', values: new Uint32Array(1) },
    { name: 'b', values: new Uint32Array(2) },
  ]
  await expect(stageColumns(connection, 'uneven', columns)).rejects.toThrow(/differ in length/)
  connection.disconnectSync()
})
