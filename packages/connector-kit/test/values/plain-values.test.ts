import { describe, expect, it } from 'vitest'
import { identityClaims, plainValue, plainValues } from '../../src/index.ts'

describe('a free-form value', () => {
  it.each([
    ['text', 'text'],
    [0, 0],
    [false, false],
    [
      ['a', 1],
      ['a', '1'],
    ],
  ])('is held as it is: %j', (raw, value) => {
    expect(plainValue(raw)).toEqual(value)
  })

  it.each([[''], [null], [undefined], [Number.NaN], [{}], [[]], [[{ a: 1 }]], [() => 1]])(
    'is none: %j',
    raw => {
      expect(plainValue(raw)).toBeUndefined()
    },
  )

  it('is the later one where a name is given twice, unless that is blank', () => {
    expect(
      plainValues([
        ['a', 1],
        ['a', 2],
        ['a', ''],
        ['b', null],
      ]),
    ).toEqual({ a: 2 })
  })
})

it('claims of a person are those that say something', () => {
  expect(
    identityClaims(['email', 'ada@example.com'], ['phone', ''], ['phone', 7], ['external', null]),
  ).toEqual([
    { kind: 'email', value: 'ada@example.com' },
    { kind: 'phone', value: '7' },
  ])
})
