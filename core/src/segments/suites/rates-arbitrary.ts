import fc from 'fast-check'
import type { DatedRate, ExchangeRates, Instant } from '../../schema/index.ts'
import { dayAt, days, isoInstant } from '../../schema/index.ts'

/** What amounts of random worlds are in: with two decimals, none, three; and one that never has a rate. */
export const CURRENCIES = ['CHF', 'JPY', 'KWD', 'XTS'] as const

/** Rates of halves and of no end, and such as leave nothing of small amounts; sums stay below 2^53. */
const RATES = ['1', '0.5', '2', '1.0957', '150.25', '0.0068', '3', '99999.5', '0.0001'] as const

/** Days back on which random worlds have events, and the days before. */
const DAYS_BACK = [-1, 0, 1, 2, 6, 7, 8, 30, 31, 60, 61, 400, 401] as const

/** Rates of some currencies for some days before and at a moment, with gaps that are too long. */
export function ratesArbitrary(
  { asOf, timeZone }: { readonly asOf: Instant; readonly timeZone: string },
  own: string,
): fc.Arbitrary<ExchangeRates> {
  const today = dayAt(asOf, timeZone)
  const dated = fc
    .uniqueArray(fc.record({ back: fc.constantFrom(...DAYS_BACK), rate: fc.constantFrom(...RATES) }), {
      selector: ({ back }) => back,
    })
    .map(list =>
      list
        .toSorted((a, b) => b.back - a.back)
        .map(({ back, rate }): DatedRate => ({ date: dateOf(today - back), rate })),
    )
  const rated = CURRENCIES.filter(code => code !== own && code !== 'XTS')
  return fc.record({
    unit: fc.constantFrom('currency', 'hub'),
    maxAgeDays: fc.constantFrom(0, 1, 7, 500),
    byCurrency: fc
      .tuple(...rated.map(() => dated))
      .map(lists => new Map(rated.map((code, index) => [code, lists[index] ?? []]))),
  })
}

const dateOf = (day: number): string => isoInstant(days(day) as Instant).slice(0, 10)
