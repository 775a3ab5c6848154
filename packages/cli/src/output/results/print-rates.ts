import type { ListedRate } from '@esplanade/hub'
import { count } from '../figures.ts'
import { table } from '../table.ts'

export function printRates(rates: readonly ListedRate[]): string[] {
  if (rates.length === 0)
    return ['The configuration has no exchange rates; name a file or a table of them under "rates".']
  const rows = rates.map(({ currency, unit, current, ...told }) => [
    currency,
    current === null ? 'none' : current.rate,
    current === null ? '' : current.date,
    unit === 'currency' ? `of one ${currency}` : 'of one unit of the hub',
    told.first,
    told.last,
    count(told.rates),
    count(told.daysWithout),
  ])
  return table(
    [
      { title: 'currency' },
      { title: 'rate now', align: 'right' },
      { title: 'of the day' },
      { title: 'price' },
      { title: 'first' },
      { title: 'last' },
      { title: 'rates', align: 'right' },
      { title: 'days without', align: 'right' },
    ],
    rows,
  )
}
