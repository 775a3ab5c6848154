import type { FactTable } from './table.ts'

/** What converts amounts in other currencies; the document of settings says which run of them holds. */
export const exchangeRates: readonly FactTable[] = [
  {
    name: 'exchange_rate',
    columns: [
      'run UInt64',
      'currency String',
      'digits UInt8',
      'day String',
      'starts Int64',
      'ends Int64',
      'numerator Int64',
      'denominator Int64',
    ],
    orderBy: '(run, currency, starts)',
    shardBy: 'run',
  },
]
