import type { Value } from '../../schema/index.ts'
import { dayAt, dayNumber, fractionDigits, parseForeignAmount } from '../../schema/index.ts'
import type { ReferenceOptions } from './world.ts'

/** An amount in another currency, in minor units of the hub's. */
export interface ReferenceAmount {
  readonly minor: bigint
  /** The day whose rate it was. */
  readonly date: string
}

/**
 * Converts `12.50 CHF` by the rate of the day on which it happened, or of the latest day before it. Undefined
 * for what is no such amount, where no rate is young enough, and where the result would not fit 64 bits.
 */
export function referenceAmount(
  told: Value | undefined,
  at: number,
  { rates, timeZone, currency }: Pick<ReferenceOptions, 'rates' | 'timeZone' | 'currency'>,
): ReferenceAmount | undefined {
  const money = typeof told === 'string' ? parseForeignAmount(told) : undefined
  if (money === undefined || rates === undefined) return undefined
  const day = dayAt(at, timeZone)
  const latest = rates.byCurrency.get(money.currency)?.findLast(({ date }) => dayNumber(date) <= day)
  if (latest === undefined || day - dayNumber(latest.date) > rates.maxAgeDays) return undefined

  const [whole = '', fraction = ''] = latest.rate.split('.')
  const rate = [BigInt(whole + fraction), 10n ** BigInt(fraction.length)] as const
  const [price, scale] = rates.unit === 'currency' ? rate : [rate[1], rate[0]]
  const above = money.minor * price * unitsOf(currency)
  const below = scale * unitsOf(money.currency)
  const minor = nearest(above, below)
  return minor < -LARGEST || minor > LARGEST ? undefined : { minor, date: latest.date }
}

const LARGEST = 2n ** 63n - 1n

/** Minor units of one unit. */
const unitsOf = (currency: string): bigint => 10n ** BigInt(fractionDigits(currency) ?? 2)

/** The whole number next to a fraction; of two as near as one another the even one. */
function nearest(above: bigint, below: bigint): bigint {
  const cut = above / below
  const neighbours = [cut - 1n, cut, cut + 1n]
  const distance = (whole: bigint) => {
    const apart = whole * below - above
    return apart < 0n ? -apart : apart
  }
  return neighbours.reduce((best, one) => {
    const nearer = distance(one) - distance(best)
    return nearer < 0n || (nearer === 0n && one % 2n === 0n) ? one : best
  })
}
