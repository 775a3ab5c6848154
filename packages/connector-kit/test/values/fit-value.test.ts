import { describe, expect, it } from 'vitest'
import { fitFields, fitValue, type RemoteField } from '../../src/index.ts'

const text: RemoteField = { name: 'f', type: 'text' }
const number: RemoteField = { name: 'f', type: 'number' }
const options: RemoteField = { name: 'f', type: 'text', options: ['Gold', 'Silver'] }

describe('a value that fits goes as it is', () => {
  it.each([
    ['text', text, 'plain'],
    ['text to the limit', { ...text, most: { unit: 'bytes', count: 4 } }, 'éé'],
    ['an option', options, 'Gold'],
    ['several options', { ...options, multiple: true }, ['Gold', 'Silver']],
    ['a number', number, 0],
    ['a boolean', { name: 'f', type: 'boolean' }, false],
    ['a day', { name: 'f', type: 'date' }, '2026-02-28'],
  ] as const)('%s', (_what, field, value) => {
    expect(fitValue(value, field)).toEqual({ value })
  })
})

describe('a value that does not', () => {
  it.each([
    ['null clears', text, null, null, 'cleared'],
    ['blank text clears', text, '  ', null, 'cleared'],
    ['an empty list clears', { ...options, multiple: true }, [], null, 'cleared'],
    ['a number is text', text, 12.5, '12.5', 'converted'],
    ['a list is text', text, ['a', 'b'], 'a, b', 'converted'],
    ['one value is a list', { ...text, multiple: true }, 'a', ['a'], 'converted'],
    ['NUL is gone', text, 'a\0b', 'ab', 'converted'],
    ['half a character is gone', text, 'a\ud83d', 'a\ufffd', 'converted'],
    [
      'one past the limit is cut',
      { ...text, most: { unit: 'characters', count: 3 } },
      'abcd',
      'abc',
      'truncated',
    ],
    [
      'no character is cut in two',
      { ...text, most: { unit: 'bytes', count: 6 } },
      'a🙂🙂',
      'a🙂',
      'truncated',
    ],
    ['an option is spelled as it is', options, 'gold', 'Gold', 'converted'],
    ['text is a number', number, '12.50', 12.5, 'converted'],
    ['yes is a boolean', { name: 'f', type: 'boolean' }, 'yes', true, 'converted'],
    ['a moment is its day', { name: 'f', type: 'date' }, '2026-02-28T23:00:00Z', '2026-02-28', 'converted'],
    [
      'a day is its midnight',
      { name: 'f', type: 'instant' },
      '2026-02-28',
      '2026-02-28T00:00:00.000Z',
      'converted',
    ],
  ] as const)('%s', (_what, field, value, fit, did) => {
    expect(fitValue(value, field)).toEqual({ value: fit, note: { did, how: expect.any(String) } })
  })

  it.each([
    ['words are no number', number, 'many'],
    ['a list is no number', number, ['1']],
    ['no such day', { name: 'f', type: 'date' }, '2026-02-30'],
    ['no such option', options, 'Bronze'],
    ['several options where one goes', options, ['Gold', 'Silver']],
    ['a field that cannot be filled', { name: 'f', type: null }, 'x'],
  ] as const)('is left out: %s', (_what, field, value) => {
    expect(fitValue(value, field)).toEqual({ note: { did: 'left-out', how: expect.any(String) } })
  })
})

describe('a row', () => {
  const fields = [number, { name: 'g', type: 'text' }] as const
  const row = (values: Record<string, string | null>) => ({ remoteId: 'm', email: null, values })

  it('goes without the values that fit no way, which its outcome names', () => {
    expect(fitFields(row({ f: 'many', g: 'x', h: 'unknown' }), { container: '', fields })).toEqual({
      kind: 'ready',
      row: row({ g: 'x', h: 'unknown' }),
      notes: [{ field: 'f', did: 'left-out', how: 'a text that is no number' }],
    })
  })

  it('of which nothing is left is refused, and tells no value', () => {
    const prepared = fitFields(row({ f: 'many' }), { container: '', fields })
    expect(prepared).toMatchObject({ kind: 'settled', outcome: { status: 'refused', code: 'values-unfit' } })
    expect(JSON.stringify(prepared)).not.toContain('many')
  })
})
