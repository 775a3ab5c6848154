import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { DuckDBInstance } from '@duckdb/node-api'
import { TableError, type TableReject, valueAt } from '@esplanade/core/store'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { duckdb } from '../src/index.ts'

const { tables } = duckdb({ file: ':memory:' })

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'esplanade-files-'))
})
afterAll(() => rm(folder, { recursive: true }))

interface Read {
  readonly names: readonly string[]
  /** Each row with the line it stands on. */
  readonly rows: (string | number | null)[][]
  readonly rejects: TableReject[]
}

async function read(name: string, content: string | Uint8Array): Promise<Read> {
  await writeFile(join(folder, name), content)
  const all: Read = { names: [], rows: [], rejects: [] }
  let names: readonly string[] = []
  for await (const chunk of tables.readTable(join(folder, name))) {
    names = chunk.names
    for (const [row, line] of chunk.lines.entries()) {
      all.rows.push([line, ...chunk.columns.map(column => valueAt(column, row))])
    }
    all.rejects.push(...chunk.rejects)
  }
  return { ...all, names }
}

describe('CSV', () => {
  test('values are text, missing ones null, quotes are undone', async () => {
    const { names, rows, rejects } = await read('a.csv', 'id, "full name" ,n\n1,"a ""b"", c",007\n2,,\n')
    expect(names).toEqual(['id', 'full name', 'n'])
    expect(rows).toEqual([
      [2, '1', 'a "b", c', '007'],
      [3, '2', null, null],
    ])
    expect(rejects).toEqual([])
  })

  test('gzip, a byte order mark, Windows line ends and a missing last line end make no difference', async () => {
    const expected = {
      names: ['id', 'n'],
      rows: [
        [2, '1', 'ä'],
        [3, '2', 'b'],
      ],
      rejects: [],
    }
    expect(await read('plain.csv', 'id,n\n1,ä\n2,b')).toEqual(expected)
    expect(await read('packed.csv.gz', gzipSync('id,n\n1,ä\n2,b\n'))).toEqual(expected)
    expect(await read('marked.csv', '\ufeffid,n\r\n1,ä\r\n2,b\r\n')).toEqual(expected)
  })

  test.each([';', '\t', '|'])('the header tells that %j parts the values', async delimiter => {
    const { rows } = await read('d.csv', `id${delimiter}"a,b,c"\n1${delimiter}2,5\n`)
    expect(rows).toEqual([[2, '1', '2,5']])
  })

  test('a malformed row is named by its line and the rest goes on', async () => {
    const lines = Array.from({ length: 1_000 }, (_, i) => `${i},name ${i}`)
    lines[499] = '499,one,too many'
    lines[700] = '700'
    const { rows, rejects } = await read('bad.csv', `id,name\n${lines.join('\n')}\n`)
    expect(rows.length).toBe(998)
    expect(rows.at(-1)).toEqual([1_001, '999', 'name 999'])
    expect(rejects).toEqual([
      { line: 501, reason: 'The row has 3 values where the header names 2.' },
      { line: 702, reason: 'The row has 1 values where the header names 2.' },
    ])
  })

  test('lines are those of an editor, past blank lines and line breaks in values', async () => {
    const { rows, rejects } = await read(
      'breaks.csv',
      'id,n\n\n1,"x\ny\n\nz"\n2,b,c\n\n\n3,"d\r\ne"\n4\n5,f\n',
    )
    expect(rows.map(([line, id]) => [line, id])).toEqual([
      [3, '1'],
      [10, '3'],
      [13, '5'],
    ])
    expect(rejects.map(({ line }) => line)).toEqual([7, 12])
  })

  test('a line break typed into a cell on Windows', async () => {
    const { rows } = await read('cell.csv', 'id,n\r\n1,"a\nb"\r\n2,c\r\n')
    expect(rows).toEqual([
      [2, '1', 'a\nb'],
      [4, '2', 'c'],
    ])
  })

  test('text that is no UTF-8 costs its row only', async () => {
    const { rows, rejects } = await read('latin.csv', Buffer.from('id,n\n1,a\n2,\xe4\n3,c\n', 'latin1'))
    expect(rows.map(([line]) => line)).toEqual([2, 4])
    expect(rejects).toEqual([{ line: 3, reason: 'The row is not UTF-8; save the file as UTF-8.' }])
  })

  test('one column, with blank lines between', async () => {
    const { rows, rejects } = await read(
      'one.csv',
      'email\na@example.com\n\nb@example.com\n,x\n\nc@example.com\n',
    )
    expect(rows).toEqual([
      [2, 'a@example.com'],
      [4, 'b@example.com'],
      [7, 'c@example.com'],
    ])
    expect(rejects.map(({ line }) => line)).toEqual([5])
  })

  test('an unclosed quote names where it opens, and every row that it takes along is a reject', async () => {
    const reason = 'A quote opened in line 3 is never closed.'
    expect(await read('open.csv', 'id,n\n1,a\n2,"b\n3,c\n\n4,d\n')).toEqual({
      names: ['id', 'n'],
      rows: [[2, '1', 'a']],
      rejects: [3, 4, 6].map(line => ({ line, reason })),
    })
    const closed = 'A quote opened in line 2 closes only in line 3, with text after it.'
    const { rows, rejects } = await read('late.csv', 'id,n\n1,"a\n2,"b\n3,c\n')
    expect(rows).toEqual([[4, '3', 'c']])
    expect(rejects).toEqual([2, 3].map(line => ({ line, reason: closed })))
  })

  test('a header alone is a table without rows', async () => {
    expect(await read('header.csv', 'id,n\n')).toEqual({ names: ['id', 'n'], rows: [], rejects: [] })
  })

  test('a name with the patterns of the engine is that file and no other', async () => {
    await read('part1.csv', 'id\nwrong\n')
    expect((await read('part[1]*.csv', 'id\nright\n')).rows).toEqual([[2, 'right']])
  })

  test('control characters and quotes in values come through', async () => {
    const hostile = `'; drop table x; --\u001f\u001e\u001d`
    expect((await read('hostile.csv', `id,n\n1,${hostile}\n`)).rows).toEqual([[2, '1', hostile]])
  })

  test('blocks follow each other in the order of the file', async () => {
    const lines = Array.from({ length: 70_000 }, (_, i) => `${i},x`)
    const { rows } = await read('long.csv', `id,n\n${lines.join('\n')}\n`)
    expect(rows.length).toBe(70_000)
    expect(rows.every(([line, id], i) => line === i + 2 && id === String(i))).toBe(true)
  })

  test('any values, quoted, come back as written', async () => {
    const value = fc.string({ unit: 'grapheme', maxLength: 8 }).map(text => text.replaceAll(/[\r\0]/g, ''))
    const quoted = (text: string | null) => (text ? `"${text.replaceAll('"', '""')}"` : '')
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 20 }), async pairs => {
        const csv = `a,b,c\n${pairs.map(pair => `x,${pair.map(quoted).join(',')}`).join('\n')}\n`
        const { rows, rejects } = await read('random.csv', csv)
        expect(rejects).toEqual([])
        expect(rows.map(([, , a, b]) => [a ?? '', b ?? ''])).toEqual(pairs)
        const starts = csv.split('\n').flatMap((line, i) => (line.startsWith('x,') ? [i + 1] : []))
        expect(rows.map(([line]) => line).every(line => starts.includes(line as number))).toBe(true)
      }),
      { numRuns: 10 },
    )
  })

  test.each([
    ['missing', 'nowhere.csv', /no file .*nowhere\.csv/],
    ['empty', 'empty.csv', /empty\.csv is empty/],
    ['twice', 'twice.csv', /names "id" twice/],
    ['unclosed', 'unclosed.csv', /opens a quote/],
    ['ending', 'table.doc', /no ending/],
    ['mixed', 'mixed.csv', /lines end as on Windows/],
  ])('a file that is no table is refused by name: %s', async (title, name, message) => {
    const contents: Record<string, string> = {
      twice: 'id,n,id\n',
      unclosed: 'id,"n\n1,2\n',
      mixed: 'id,n\r\n1,a\n2,b\r\n',
    }
    if (title !== 'missing') await writeFile(join(folder, name), contents[title] ?? '')
    const reading = tables.readTable(join(folder, name))[Symbol.asyncIterator]().next()
    await expect(reading).rejects.toThrow(TableError)
    await expect(tables.readTable(join(folder, name))[Symbol.asyncIterator]().next()).rejects.toThrow(message)
  })

  test('what is no gzip is refused as no table', async () => {
    await writeFile(join(folder, 'fake.csv.gz'), 'id,n\n1,2\n')
    const reading = tables.readTable(join(folder, 'fake.csv.gz'))[Symbol.asyncIterator]().next()
    await expect(reading).rejects.toThrow(/fake\.csv\.gz cannot be read/)
  })
})

/** As a person would type it. */
function typed(value: unknown): string | null {
  if (value === undefined || value === null || value === '') return null
  return typeof value === 'string' ? value : JSON.stringify(value)
}

describe('NDJSON', () => {
  test('keys of all objects are columns, other lines are rejects', async () => {
    const lines = [
      '{"id":1,"name":"ä","vip":true}',
      '',
      '{"id":',
      '[1]',
      '{"tags":["a","b"],"name":null}',
      'nope',
    ]
    const { names, rows, rejects } = await read('a.ndjson', `${lines.join('\n')}\n`)
    expect(names).toEqual(['id', 'name', 'vip', 'tags'])
    expect(rows).toEqual([
      [1, '1', 'ä', 'true', null],
      [5, null, null, null, '["a","b"]'],
    ])
    expect(rejects.map(({ line }) => line)).toEqual([3, 4, 6])
  })

  test('brackets in texts and lines that only together would be JSON', async () => {
    const two = ['{"a":"x}', '{","a":1}', '{"a":2}', '{"a":3},{"a":4}', '{"a":"}{"}', '{"a":[{"b":[]}]}']
    const { rows, rejects } = await read('flat.ndjson', `${two.join('\n')}\n`)
    expect(rows).toEqual([
      [3, '2'],
      [5, '}{'],
      [6, '[{"b":[]}]'],
    ])
    expect(rejects.map(({ line }) => line)).toEqual([1, 2, 4])
    expect(await read('open.ndjson', '{"a":"x}\n{","a":1}\n{"a":2}\n')).toMatchObject({
      rows: [[3, '2']],
      rejects: [{ line: 1 }, { line: 2 }],
    })
  })

  test('any lines, whichever way they are read, say what JavaScript reads in them', async () => {
    const text = fc.constantFrom('"x"', '"null"', '"a b"', '""', '" }"', '"\\u00e4"', '"ä,}"', '"\\n"')
    const numeral = fc.constantFrom(
      '0',
      '-0',
      '7',
      '-12.50',
      '1e3',
      '0.000001',
      '0.0000001',
      '123456789012345678',
      '1.0',
    )
    const other = fc.constantFrom('true', 'false', 'null', '[1, 2]', '{"b": 1.0}', 'NaN', 'nope', '')
    const value = fc.oneof({ weight: 6, arbitrary: text }, { weight: 2, arbitrary: numeral }, other)
    const name = fc.constantFrom('a', 'b', 'A', 'ä', 'a b', '0')
    const member = fc.tuple(name, value).map(([key, own]) => `"${key}": ${own}`)
    const ends = fc.constantFrom('}', '}', '}', ' } ', ',}', ', }', '', ']')
    const line = fc
      .tuple(fc.array(member, { maxLength: 3 }), ends)
      .map(([members, end]) => `{${members.join(', ')}${end}`)
    // One odd line decides how a whole file is read, so half of the files have none.
    const calm = fc
      .tuple(text, fc.constantFrom('7', '-12.5', 'true', 'null'))
      .map(([a, b]) => `{"a":${a}, "b":${b}}`)
    const file = fc.oneof(...[calm, line].map(each => fc.array(each, { minLength: 1, maxLength: 6 })))
    await fc.assert(
      fc.asyncProperty(file, async lines => {
        const objects = lines.map(each => {
          try {
            return JSON.parse(each) as Record<string, unknown>
          } catch {
            return undefined
          }
        })
        fc.pre(objects.some(object => object !== undefined && Object.keys(object).length > 0))
        const { names, rows, rejects } = await read('any.ndjson', `${lines.join('\n')}\n`)
        expect(rejects.map(({ line: at }) => at)).toEqual(objects.flatMap((each, i) => (each ? [] : [i + 1])))
        const expected = objects.flatMap((each, i) =>
          each ? [[i + 1, ...names.map(key => typed(each[key]))]] : [],
        )
        expect(rows).toEqual(expected)
      }),
      { numRuns: 20 },
    )
  })

  test('names that every object inherits are values only where they are written', async () => {
    const { names, rows } = await read('names.ndjson', '{"a":1}\n{"constructor":"x","__proto__":"y"}\n')
    expect(names).toEqual(['a', '__proto__', 'constructor'])
    expect(rows).toEqual([
      [1, '1', null, null],
      [2, null, 'y', 'x'],
    ])
  })

  test('mixed line ends', async () => {
    const { rows } = await read('ends.ndjson', '{"id":1}\r\n\r\n{"id":2}\n{"id":3}')
    expect(rows).toEqual([
      [1, '1'],
      [3, '2'],
      [4, '3'],
    ])
  })

  test('gzip and hostile keys', async () => {
    const object = { '\'"; --': 'x', __proto__x: 'y' }
    const { names, rows } = await read('b.jsonl.gz', gzipSync(`${JSON.stringify(object)}\n`))
    expect(rows).toEqual([[1, ...names.map(name => object[name as keyof typeof object])]])
  })

  test('without an object it is no table', async () => {
    await writeFile(join(folder, 'none.ndjson'), '[]\n')
    await expect(
      tables.readTable(join(folder, 'none.ndjson'))[Symbol.asyncIterator]().next(),
    ).rejects.toThrow(/no line that is a JSON object/)
  })
})

describe('Parquet', () => {
  test('every type is the text that a person would type', async () => {
    const file = join(folder, 'a.parquet')
    const instance = await DuckDBInstance.create(':memory:')
    const connection = await instance.connect()
    await connection.run(
      `copy (select 7::bigint as id, 1.50::decimal(9, 2) as price, true as vip, date '2026-01-31' as day,
         timestamp '2026-01-31 09:00:00.5' as moment, ['a', 'b'] as tags, null::varchar as nothing, 'ä' as name
       union all select null, null, null, null, null, null, null, null) to '${file}' (format parquet)`,
    )
    connection.disconnectSync()
    instance.closeSync()
    const { names, rows } = await read('a.parquet', await readFile(file))
    expect(names).toEqual(['id', 'price', 'vip', 'day', 'moment', 'tags', 'nothing', 'name'])
    expect(rows).toEqual([
      [1, '7', '1.50', 'true', '2026-01-31', '2026-01-31T09:00:00.500Z', '["a","b"]', null, 'ä'],
      [2, null, null, null, null, null, null, null, null],
    ])
  })

  test('what is no Parquet is refused as no table', async () => {
    await writeFile(join(folder, 'fake.parquet'), 'id,n\n')
    const reading = tables.readTable(join(folder, 'fake.parquet'))[Symbol.asyncIterator]().next()
    await expect(reading).rejects.toThrow(/fake\.parquet cannot be read/)
  })
})
