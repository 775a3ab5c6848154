import { type ExchangeRates, parseInstant, type RateSpan, rateSpans } from '../../schema/index.ts'
import type { FactStore } from '../fact-store.ts'
import { at, events, NEEDS, page, type SampleEvent } from './samples.ts'
import { aggregate, scanned } from './scanning.ts'
import { VALUE } from './visits.ts'

/** A day of the story, at noon. */
export const noon = (day: string): number => parseInstant(`${day}T12:00:00Z`) ?? Number.NaN

export const spans = (
  byCurrency: Record<string, [string, string][]>,
  more: Partial<ExchangeRates> = {},
): RateSpan[] =>
  rateSpans(
    {
      unit: 'currency',
      maxAgeDays: 7,
      byCurrency: new Map(
        Object.entries(byCurrency).map(([code, list]) => [
          code,
          list.map(([date, rate]) => ({ date, rate })),
        ]),
      ),
      ...more,
    },
    { currency: NEEDS.currency, timeZone: 'UTC' },
  )

export const visit = (id: number, contact: number, day: string, value: string): SampleEvent => ({
  id,
  contact,
  at: noon(day),
  properties: { value },
})

export const FEBRUARY = [
  visit(1, 1, '2026-02-02', '10.00 CHF'),
  visit(2, 1, '2026-02-02', '1.00'),
  visit(3, 2, '2026-02-20', '100 JPY'),
  visit(4, 3, '2026-02-20', '10 CHF'),
]
export const visits = (id: string, ...rows: SampleEvent[]) => page(id, { events: [events('visited', rows)] })

export const sums = async (facts: FactStore) =>
  Object.fromEntries(
    [...(await scanned(facts, 'visited', [aggregate('sum', VALUE)]))].map(([no, [sum]]) => [no, sum]),
  )

export const unconverted = async (facts: FactStore) =>
  (await facts.foreignAmounts([{ event: 'visited', property: 'value', after: null, until: at(8.64e15) }]))[0]
