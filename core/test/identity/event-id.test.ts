import { expect, test } from 'vitest'
import { eventId, eventIdWriter } from '../../src/identity/index.ts'

/** FNV-1a straight from its definition, with big integers. */
function fnv1a(text: string): bigint {
  let hash = 0xcbf29ce484222325n
  for (const byte of text.split('').flatMap(unit => {
    const code = unit.charCodeAt(0)
    return code > 0xff ? [code & 0xff, code >>> 8] : [code]
  })) {
    hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn
  }
  return hash
}

test('an event id is the FNV-1a hash of source, type and the id at the source', () => {
  for (const id of ['', 'a', '01H8ZK', 'Übergröße', '日本', 'x'.repeat(500)]) {
    expect(eventId('news', 'email_opened', id)).toBe(fnv1a(`news\u0000email_opened\u0000${id}`))
  }
})

test('written into a column it is the same number', () => {
  const column = new BigUint64Array(3)
  const write = eventIdWriter(column.subarray(1), 'shop', 'order_placed')
  write(0, '17')
  write(1, 'Übergröße 日本')
  expect([...column]).toEqual([
    0n,
    eventId('shop', 'order_placed', '17'),
    eventId('shop', 'order_placed', 'Übergröße 日本'),
  ])
})

test('the same id at another source or of another type is another event', () => {
  const ids = [
    eventId('news', 'email_opened', '1'),
    eventId('shop', 'email_opened', '1'),
    eventId('news', 'email_clicked', '1'),
  ]
  expect(new Set(ids).size).toBe(3)
})
