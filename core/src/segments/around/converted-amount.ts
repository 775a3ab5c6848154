import { formatMoney, type MinorUnits } from '../../schema/index.ts'
import { referenceAmount } from '../reference/reference-amount.ts'
import type { ReferenceOptions, WorldEvent } from '../reference/world.ts'

/** What an amount in another currency counts as, and the day whose rate made it that. */
export interface ConvertedAmount {
  /** In the hub's currency. */
  readonly amount: string
  readonly rateOf: string
}

/** An event's property as an amount of the hub's currency; undefined where it is none of another. */
export function convertedAmount(
  { type, at, properties }: WorldEvent,
  name: string,
  options: ReferenceOptions,
): ConvertedAmount | undefined {
  const { catalog, currency } = options
  if (catalog.events.get(type)?.properties.get(name) !== 'money') return undefined
  const foreign = referenceAmount(properties[name], at, options)
  return (
    foreign && {
      amount: formatMoney({ minor: foreign.minor as MinorUnits, currency }),
      rateOf: foreign.date,
    }
  )
}
