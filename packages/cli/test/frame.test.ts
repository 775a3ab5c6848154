import { expect, test } from 'vitest'
import { encodeFrame, FrameError, readFrames } from '../src/owner/frame.ts'

async function* chunks(...parts: Uint8Array[]) {
  yield* parts
}

async function collect(source: AsyncIterable<unknown>): Promise<unknown[]> {
  const values: unknown[] = []
  for await (const value of source) values.push(value)
  return values
}

test('frames arrive whole wherever the bytes are cut, in the middle of a character too', async () => {
  const values = [{ text: 'Ünï😀\n"' }, null, 7]
  const bytes = Buffer.from(values.map(value => encodeFrame(value)).join(''))
  for (let cut = 0; cut <= bytes.length; cut += 1) {
    expect(await collect(readFrames(chunks(bytes.subarray(0, cut), bytes.subarray(cut))))).toEqual(values)
  }
  const single = Array.from(bytes, byte => Uint8Array.of(byte))
  expect(await collect(readFrames(chunks(...single)))).toEqual(values)
})

test('a last line that was cut off is dropped', async () => {
  expect(await collect(readFrames(chunks(Buffer.from('1\n{"a":'))))).toEqual([1])
  expect(await collect(readFrames(chunks()))).toEqual([])
})

test('a frame at the limit passes and one byte more is refused, with and without its newline', async () => {
  const limit = 8
  expect(await collect(readFrames(chunks(Buffer.from('"123456"\n')), limit))).toEqual(['123456'])
  await expect(collect(readFrames(chunks(Buffer.from('"1234567"\n')), limit))).rejects.toThrow(FrameError)
  await expect(collect(readFrames(chunks(Buffer.from('"1234567"')), limit))).rejects.toThrow(FrameError)
  expect(encodeFrame('123456', limit)).toBe('"123456"\n')
  expect(() => encodeFrame('1234567', limit)).toThrow('exceeds the limit of 8')
})

test('what is not JSON is refused', async () => {
  await expect(collect(readFrames(chunks(Buffer.from('GET / HTTP/1.1\r\n'))))).rejects.toThrow('not JSON')
})
