import { startOfDay } from './calendar.ts'
import { days, type Instant, instant, parseInstant } from './instant.ts'
import { fractionDigits } from './money.ts'

/** What a hub knows of other currencies than its own. */
export interface ExchangeRates {
  /**
   * What one unit of is priced: with `currency` a rate of 1.09 for CHF says that one franc costs 1.09 of the
   * hub's currency; with `hub` that one unit of the hub's currency costs 1.09 francs, as central banks publish.
   */
  readonly unit: 'currency' | 'hub'
  /** A rate stands in for later days that have none, up to this many. */
  readonly maxAgeDays: number
  /** By ISO 4217 code, dates ascending, each once. */
  readonly byCurrency: ReadonlyMap<string, readonly DatedRate[]>
}

export interface DatedRate {
  /** The day, in the hub's zone, from which it holds: `2026-01-31`. */
  readonly date: string
  /** Decimal text that `isRate` accepts. */
  readonly rate: string
}

/** The time in which one rate converts amounts of a currency: `from <= at < until`. */
export interface RateSpan {
  readonly currency: string
  /** Decimals of the currency. */
  readonly digits: number
  readonly date: string
  readonly from: Instant
  readonly until: Instant
  /** Minor units of the hub's currency for `denominator` minor units of this one; both fit 63 bits. */
  readonly numerator: bigint
  readonly denominator: bigint
}

/** Digits that a rate may have in all, so that an amount of 63 bits times a rate fits 127. */
const MAX_DIGITS = 14

/** True for a positive decimal with at most 9 digits before the point, 12 behind it, and 14 in all. */
export function isRate(text: string): boolean {
  const match = /^(\d{1,9})(?:\.(\d{1,12}))?$/.exec(text)
  const digits = `${match?.[1] ?? ''}${match?.[2] ?? ''}`.replace(/^0+/, '')
  return digits !== '' && digits.length <= MAX_DIGITS
}

/**
 * When each rate is in force: from the first moment of its day in the hub's zone until that of the next
 * rate, or until it is more than `maxAgeDays` old. Ordered by currency, then time.
 */
export function rateSpans(
  { unit, maxAgeDays, byCurrency }: ExchangeRates,
  { currency: own, timeZone }: { readonly currency: string; readonly timeZone: string },
): RateSpan[] {
  const spans: RateSpan[] = []
  // Many currencies share a day, and finding where it begins takes longer than everything else here.
  const starts = new Map<number, Instant>()
  const startOf = (day: number): Instant => {
    const start = starts.get(day) ?? startOfDay(day, timeZone)
    starts.set(day, start)
    return start
  }
  for (const [currency, rates] of [...byCurrency].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const digits = fractionDigits(currency) ?? 2
    const days = rates.map(({ date }) => dayNumber(date))
    for (const [index, { date, rate }] of rates.entries()) {
      const [day = 0, next = Number.POSITIVE_INFINITY] = [days[index], days[index + 1]]
      const over = Math.min(next, day + maxAgeDays + 1)
      spans.push({
        currency,
        digits,
        date,
        from: startOf(day),
        until: startOf(over),
        ...ratio(rate, unit, { from: digits, to: fractionDigits(own) ?? 2 }),
      })
    }
  }
  return spans
}

/**
 * Converts minor units by a rate, halves to the even neighbour, away from every binary fraction. Undefined
 * for an amount that does not fit 64 bits: one that is cut off would be wrong without a sign.
 */
export function convertAmount(
  minor: bigint,
  { numerator, denominator }: Pick<RateSpan, 'numerator' | 'denominator'>,
): bigint | undefined {
  const product = (minor < 0n ? -minor : minor) * numerator
  const [whole, rest] = [product / denominator, 2n * (product % denominator)]
  const up = rest > denominator || (rest === denominator && whole % 2n === 1n)
  const rounded = up ? whole + 1n : whole
  if (rounded > LARGEST) return undefined
  return minor < 0n ? -rounded : rounded
}

const LARGEST = 2n ** 63n - 1n

/** A day's number since 1970-01-01. */
export const dayNumber = (date: string): number => instant(parseInstant(date) ?? Number.NaN) / days(1)

/** A rate as a fraction in lowest terms between the minor units of both currencies. */
function ratio(
  rate: string,
  unit: ExchangeRates['unit'],
  digits: { readonly from: number; readonly to: number },
): Pick<RateSpan, 'numerator' | 'denominator'> {
  const [whole = '', fraction = ''] = rate.split('.')
  const price = BigInt(`${whole}${fraction}`)
  const scale = 10n ** BigInt(fraction.length)
  const [top, bottom] = unit === 'currency' ? [price, scale] : [scale, price]
  const numerator = top * 10n ** BigInt(digits.to)
  const denominator = bottom * 10n ** BigInt(digits.from)
  const common = greatestCommonDivisor(numerator, denominator)
  return { numerator: numerator / common, denominator: denominator / common }
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [large, small] = [a, b]
  while (small !== 0n) [large, small] = [small, large % small]
  return large
}
