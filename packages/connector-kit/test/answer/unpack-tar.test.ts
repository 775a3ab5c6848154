import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { readJson, unpackTar } from '../../src/index.ts'

/** A header as ustar has it, and the bytes in whole blocks of 512. */
function entry(text: string, type = '0'): Buffer {
  const header = Buffer.alloc(512)
  header.write('name.json', 0)
  header.write(`${Buffer.byteLength(text).toString(8).padStart(11, '0')}\0`, 124)
  header.write(type, 156)
  const body = Buffer.alloc(Math.ceil(Buffer.byteLength(text) / 512) * 512)
  body.write(text)
  return Buffer.concat([header, body])
}
const tarOf = (...entries: Buffer[]) => gzipSync(Buffer.concat([...entries, Buffer.alloc(1_024)]))

it('gives the texts of plain files in order', () => {
  const long = 'é'.repeat(600)
  expect(unpackTar('GET /x', tarOf(entry('', '5'), entry('a'), entry(long), entry('b', '\0')))).toEqual([
    'a',
    long,
    'b',
  ])
  expect(unpackTar('GET /x', tarOf())).toEqual([])
})

it.each([[Buffer.from('<html>')], [gzipSync('abc').subarray(0, 12)], [Buffer.alloc(0)]])(
  'refuses what is no archive: %s',
  packed => {
    expect(() => unpackTar('GET /x', packed)).toThrow(expect.objectContaining({ kind: 'contract' }))
  },
)

it('a text that must be JSON names the place that does not fit, and no value', () => {
  const shape = z.array(z.object({ id: z.number() }))
  expect(readJson('GET /x', shape, '[{"id":1}]')).toEqual([{ id: 1 }])
  expect(() => readJson('GET /x', shape, 'ada@example.com')).toThrow(/not JSON/)
  expect(() => readJson('GET /x', shape, '[{"id":"ada@example.com"}]')).toThrow(/0\.id/)
  expect(() => readJson('GET /x', shape, '[{"id":"ada@example.com"}]')).not.toThrow(/ada@/)
})
