import { expect, test } from 'vitest'
import { readRowBinary } from '../src/engine/row-binary.ts'

/** What ClickHouse 26.7 answers to: select toUInt32(number), number / 3, if(number = 1, null, toString(number)) from numbers(3). */
const ANSWER = Buffer.from(
  '0000000000000000000000000001300100000055555555 5555d53f01 02000000555555555555e53f000132'.replaceAll(
    ' ',
    '',
  ),
  'hex',
)

async function* cut(bytes: Buffer, length: number): AsyncGenerator<Buffer> {
  for (let from = 0; from < bytes.length; from += length) yield bytes.subarray(from, from + length)
}

async function all<Part>(parts: AsyncIterable<Part>): Promise<Part[]> {
  const found: Part[] = []
  for await (const part of parts) found.push(part)
  return found
}

test.each([1, 3, 13, 1_000])(
  'rows are read however they were cut on the way: %i bytes at once',
  async length => {
    const parts = []
    for await (const part of readRowBinary(cut(ANSWER, length), ['uint32', 'float', 'text'])) parts.push(part)
    expect(parts).toEqual([[Uint32Array.of(0, 1, 2), Float64Array.of(0, 1 / 3, 2 / 3), ['0', null, '2']]])
  },
)

test('no rows are no part, and half a row is an error', async () => {
  for await (const _ of readRowBinary(cut(Buffer.alloc(0), 1), ['uint32']))
    throw new Error('There was a part.')
  const half = readRowBinary(cut(ANSWER.subarray(0, 20), 7), ['uint32', 'float', 'text'])
  await expect(all(half)).rejects.toThrow(/middle of a row/)
})

test('long texts keep their length', async () => {
  const text = 'ä'.repeat(10_000)
  const length = Buffer.byteLength(text)
  const groups = [(length & 127) | 128, ((length >> 7) & 127) | 128, length >> 14]
  const bytes = Buffer.concat([Buffer.from([0, ...groups]), Buffer.from(text)])
  const [part] = await all(readRowBinary(cut(bytes, 4_096), ['text']))
  expect(part).toEqual([[text]])
})
