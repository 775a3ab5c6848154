import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  convertValue,
  formatMoney,
  instant,
  isoInstant,
  type MinorUnits,
  parseDuration,
  parseInstant,
  parseMoney,
} from '../../src/schema/index.ts'

describe('money', () => {
  test.each([
    ['12.5', 'EUR', 1250n],
    ['-3', 'EUR', -300n],
    ['0.10', 'EUR', 10n],
    ['1200', 'JPY', 1200n],
    ['1.250', 'KWD', 1250n],
    ['5.00', 'JPY', 5n],
  ])('%s %s is %s minor units', (text, currency, minor) => {
    expect(parseMoney(text, currency)?.minor).toBe(minor)
  })

  test.each([
    ['0.005', 'EUR'],
    ['1,50', 'EUR'],
    ['', 'EUR'],
    ['1e3', 'EUR'],
    ['5', 'euro'],
    ['0.5', 'JPY'],
    ['999999999999999999.99', 'EUR'],
  ])('%j %s is refused', (text, currency) => {
    expect(parseMoney(text, currency)).toBeUndefined()
  })

  test('what is written is read back', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 17n), max: 10n ** 17n }),
        fc.constantFrom('EUR', 'JPY', 'KWD'),
        (minor, currency) => {
          const money = { minor: minor as MinorUnits, currency }
          expect(parseMoney(formatMoney(money), currency)).toEqual(money)
        },
      ),
      { seed: 3 },
    )
  })
})

describe('instants', () => {
  test.each([
    ['2026-01-31', '2026-01-31T00:00:00.000Z'],
    ['2026-01-31 09:30', '2026-01-31T09:30:00.000Z'],
    ['2026-01-31T09:30:00+02:00', '2026-01-31T07:30:00.000Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
  ])('%s is %s, whatever the machine is set to', (text, iso) => {
    const at = parseInstant(text)
    expect(at === undefined ? undefined : isoInstant(at)).toBe(iso)
  })

  test.each(['2026-02-31', '2023-02-29', '31.01.2026', '2026-13-01', 'soon', '', '2026-01-31T25:00:00Z'])(
    '%j is none',
    text => {
      expect(parseInstant(text)).toBeUndefined()
    },
  )

  test('a number that no date can hold is refused', () => {
    expect(() => instant(Number.NaN)).toThrow(RangeError)
    expect(() => instant(8.65e15)).toThrow(RangeError)
  })

  test('lengths of time', () => {
    expect(parseDuration('30d')).toBe(2_592_000_000)
    expect(parseDuration('6w')).toBe(3_628_800_000)
    for (const wrong of ['0d', '30', 'd', '-1d', '1y', '99999999d', '1.5d'])
      expect(parseDuration(wrong)).toBeUndefined()
  })
})

describe('values of sources', () => {
  test.each([
    ['text', ' Ada ', ' Ada '],
    ['text', 7, '7'],
    ['number', '12.50', 12.5],
    ['number', 3, 3],
    ['money', '12.5', '12.50'],
    ['money', 12.5, '12.50'],
    ['boolean', 'Yes', true],
    ['boolean', 0, false],
    ['instant', '2026-01-31', '2026-01-31T00:00:00.000Z'],
    ['date', '1990-05-17T00:00:00Z', '1990-05-17'],
    ['texts', ['a', 'b'], ['a', 'b']],
  ] as const)('%s of %j is %j', (type, raw, value) => {
    expect(convertValue(raw, type, 'EUR')).toEqual(value)
  })

  test.each(['', '  ', null, undefined])('%j states nothing', raw => {
    expect(convertValue(raw, 'number', 'EUR')).toBeNull()
  })

  test.each([
    ['number', 'twelve'],
    ['number', '0x10'],
    ['number', 1e12],
    ['money', '1.005'],
    ['boolean', 'maybe'],
    ['boolean', [1]],
    ['instant', '17/05/1990'],
    ['date', '1990-02-30'],
    ['texts', [1]],
    ['text', { a: 1 }],
  ] as const)('%s of %j is refused', (type, raw) => {
    expect(convertValue(raw, type, 'EUR')).toBeUndefined()
  })
})
