import { type Catalog, fractionDigits, type Value } from '@esplanade/core/schema'

/** Properties of an event with their amounts safe to add, and how many had to be set apart. */
export interface OwnAmounts {
  readonly properties: Readonly<Record<string, Value>>
  readonly foreign: number
}

/** The property by which an event says what its amounts are in. */
export const CURRENCY = 'currency'

/** The currency that an event names, or the hub's where it names none that exists. */
export function toldCurrency(told: Value | null | undefined, currency: string): string {
  const code = typeof told === 'string' ? told.trim().toUpperCase() : currency
  return code === currency || fractionDigits(code) === undefined ? currency : code
}

/**
 * Sets apart the amounts of an event that says it is in another currency than the hub's: `12.50` becomes
 * `12.50 CHF`. That is kept as it was told, is an amount of nothing in every answer, and is counted as
 * unreadable, since adding francs to dollars would be wrong without a sign. An event that names no
 * currency is in the hub's.
 */
export function ownAmounts(
  type: string,
  properties: Readonly<Record<string, Value>>,
  { catalog, currency }: { readonly catalog: Catalog; readonly currency: string },
): OwnAmounts {
  const code = toldCurrency(properties[CURRENCY], currency)
  if (code === currency) return { properties, foreign: 0 }
  const types = catalog.events.get(type)?.properties
  let foreign = 0
  const safe = Object.entries(properties).map(([name, value]) => {
    if (types?.get(name) !== 'money') return [name, value] as const
    foreign++
    return [name, `${String(value)} ${code}`] as const
  })
  return { properties: Object.fromEntries(safe), foreign }
}
