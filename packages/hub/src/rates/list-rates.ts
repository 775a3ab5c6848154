import { type DatedRate, dayAt, type RateSpan, rateSpans } from '@esplanade/core/schema'
import type { HubContext } from '../context.ts'
import type { ListedRate } from '../result.ts'
import { readRates } from './read-rates.ts'

/** What converts amounts in other currencies: the rates of the configuration as they are now, by currency. */
export async function listRates(hub: HubContext): Promise<ListedRate[]> {
  const rates = await readRates(hub)
  if (rates === undefined) return []
  const now = hub.clock.now()
  const spansOf = Map.groupBy(rateSpans(rates, hub.config), ({ currency }) => currency)
  return [...spansOf].map(([currency, spans]): ListedRate => {
    const told = rates.byCurrency.get(currency) as readonly DatedRate[]
    const current = spans.findLastIndex(({ from, until }) => from <= now && now < until)
    return {
      currency,
      unit: rates.unit,
      rates: told.length,
      first: (told[0] as DatedRate).date,
      last: (told.at(-1) as DatedRate).date,
      current: told[current] ?? null,
      daysWithout: daysWithout(spans, hub.config.timeZone),
    }
  })
}

/** Days between the first rate and the last on which none is in force. */
function daysWithout(spans: readonly RateSpan[], timeZone: string): number {
  let count = 0
  for (const [index, { from }] of spans.entries()) {
    const before = spans[index - 1]
    if (before !== undefined) count += dayAt(from, timeZone) - dayAt(before.until, timeZone)
  }
  return count
}
