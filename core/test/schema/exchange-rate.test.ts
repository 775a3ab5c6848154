import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  convertAmount,
  type ExchangeRates,
  isoInstant,
  isRate,
  parseForeignAmount,
  rateSpans,
} from '../../src/schema/index.ts'

const rates = (
  more: Partial<ExchangeRates> & { of?: Record<string, [string, string][]> },
): ExchangeRates => ({
  unit: 'currency',
  maxAgeDays: 7,
  byCurrency: new Map(
    Object.entries(more.of ?? {}).map(([code, list]) => [code, list.map(([date, rate]) => ({ date, rate }))]),
  ),
  ...more,
})

describe('a rate', () => {
  test.each(['1', '0.5', '1.09', '000001.5', '0.000000000001', '123456789.12345'])('%s is one', text => {
    expect(isRate(text)).toBe(true)
  })

  test.each(['', '0', '0.00', '-1', '+1', '1e3', '1,09', ' 1', '.5', '5.', '1234567890', '123456789.123456'])(
    '%j is none',
    text => {
      expect(isRate(text)).toBe(false)
    },
  )
})

describe('an amount', () => {
  const convert = (
    minor: bigint,
    rate: string,
    unit: ExchangeRates['unit'] = 'currency',
    [of, into] = ['CHF', 'USD'],
  ) => {
    const [span] = rateSpans(rates({ unit, of: { [of as string]: [['2026-01-01', rate]] } }), {
      currency: into as string,
      timeZone: 'UTC',
    })
    return span && convertAmount(minor, span)
  }

  test.each([
    ['an odd half up', 1n, '1.5', 2n],
    ['an even half down', 1n, '2.5', 2n],
    ['a half below zero to the even one, too', -1n, '2.5', -2n],
    ['less than half down', 3n, '0.4999', 1n],
    ['more than half up', 1n, '2.5000000001', 3n],
    ['nothing stays nothing', 0n, '1.09', 0n],
    ['what is exact', 1250n, '1.096', 1370n],
  ])('rounds %s', (_, minor, rate, expected) => {
    expect(convert(minor, rate)).toBe(expected)
  })

  test('takes the price from either side', () => {
    expect(convert(1000n, '1.25')).toBe(1250n)
    expect(convert(1250n, '1.25', 'hub')).toBe(1000n)
    // A third has no end, and needs none.
    expect(convert(100n, '3', 'hub')).toBe(33n)
  })

  test('heeds the decimals of both currencies', () => {
    expect(convert(150n, '0.01', 'currency', ['JPY', 'USD'])).toBe(150n)
    expect(convert(150n, '100', 'currency', ['USD', 'JPY'])).toBe(150n)
    expect(convert(1_250n, '3.25', 'currency', ['KWD', 'USD'])).toBe(406n)
  })

  test('that does not fit is refused, and the largest fits', () => {
    const largest = 2n ** 63n - 1n
    expect(convert(largest, '1')).toBe(largest)
    expect(convert(largest, '1.0001')).toBeUndefined()
    expect(convert(-largest, '999999999.99999')).toBeUndefined()
  })

  test('is within half a unit of the exact one, and never leaves what any engine can hold', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(2n ** 63n) + 1n, max: 2n ** 63n - 1n }),
        fc.tuple(fc.integer({ min: 0, max: 999_999_999 }), fc.integer({ min: 1, max: 99_999 })),
        fc.constantFrom('currency', 'hub'),
        fc.constantFrom(['CHF', 'USD'], ['JPY', 'KWD'], ['KWD', 'JPY']),
        (minor, [whole, part], unit, [of = '', into = '']) => {
          const rate = `${whole}.${String(part).padStart(5, '0')}`
          const [span] = rateSpans(rates({ unit, of: { [of]: [['2026-01-01', rate]] } }), {
            currency: into,
            timeZone: 'UTC',
          })
          if (span === undefined) throw new Error('One rate makes one span.')
          const { numerator, denominator } = span
          expect(numerator < 2n ** 63n && denominator < 2n ** 62n).toBe(true)
          const converted = convertAmount(minor, span)
          const exact = minor * numerator
          if (converted === undefined) expect(exact * exact > (2n ** 62n * denominator) ** 2n).toBe(true)
          else {
            const off = 2n * (converted * denominator - exact)
            expect(off <= denominator && -off <= denominator).toBe(true)
          }
        },
      ),
      { seed: 4 },
    )
  })

  test.each([
    ['12.50 CHF', 1250n],
    [' -3 JPY ', -3n],
    ['1.250 KWD', 1250n],
  ])('%j names its currency', (text, minor) => {
    expect(parseForeignAmount(text)?.minor).toBe(minor)
  })

  test.each([
    '12.50',
    '12.505 CHF',
    '0.5 JPY',
    'CHF',
    ' CHF',
    '12.50 chf',
    '12.50CHF',
    '1e3 CHF',
    '12.50 CHFX',
  ])('%j is none of another currency', text => {
    expect(parseForeignAmount(text)).toBeUndefined()
  })
})

describe('a rate is in force', () => {
  const spans = (of: [string, string][], timeZone = 'UTC', maxAgeDays = 7) =>
    rateSpans(rates({ maxAgeDays, of: { CHF: of } }), { currency: 'USD', timeZone }).map(
      ({ date, from, until }) => [date, isoInstant(from), isoInstant(until)],
    )

  test('from its day until the next one, or until it is too old', () => {
    expect(
      spans([
        ['2026-01-30', '1.1'],
        ['2026-02-02', '1.2'],
        ['2026-03-01', '1.3'],
      ]),
    ).toEqual([
      ['2026-01-30', '2026-01-30T00:00:00.000Z', '2026-02-02T00:00:00.000Z'],
      ['2026-02-02', '2026-02-02T00:00:00.000Z', '2026-02-10T00:00:00.000Z'],
      ['2026-03-01', '2026-03-01T00:00:00.000Z', '2026-03-09T00:00:00.000Z'],
    ])
  })

  test('of its own day alone, where none stands in', () => {
    expect(spans([['2026-01-30', '1.1']], 'UTC', 0)).toEqual([
      ['2026-01-30', '2026-01-30T00:00:00.000Z', '2026-01-31T00:00:00.000Z'],
    ])
  })

  test('by the days of the zone of the hub, also where the clocks change', () => {
    expect(spans([['2026-03-29', '1.1']], 'Europe/Berlin', 0)).toEqual([
      ['2026-03-29', '2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z'],
    ])
  })
})
