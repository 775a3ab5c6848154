import type { Brand } from './brand.ts'

/** A whole number of minor units (cents, yen) of one currency. */
export type MinorUnits = Brand<bigint, 'MinorUnits'>

export interface Money {
  readonly minor: MinorUnits
  /** ISO 4217, upper case. */
  readonly currency: string
}

const LARGEST = 2n ** 63n - 1n

/**
 * Reads a decimal amount such as `12.5` or `-3` as minor units of `currency`, without going
 * through a binary fraction. Returns undefined when it is no amount, has more decimals than the
 * currency (`0.005` euro), or does not fit 64 bits: rounding money is a decision for the sender.
 */
export function parseMoney(text: string, currency: string): Money | undefined {
  const match = /^(-?)(\d{1,18})(?:\.(\d{1,6}))?$/.exec(text.trim())
  if (!match) return undefined
  const digits = fractionDigits(currency)
  if (digits === undefined) return undefined
  const fraction = (match[3] ?? '').replace(/0+$/, '')
  if (fraction.length > digits) return undefined
  const minor = BigInt(`${match[2]}${fraction.padEnd(digits, '0')}`)
  if (minor > LARGEST) return undefined
  return { minor: (match[1] ? -minor : minor) as MinorUnits, currency }
}

/** Writes minor units as a decimal amount with the currency's own number of decimals. */
export function formatMoney({ minor, currency }: Money): string {
  const digits = fractionDigits(currency) ?? 2
  const negative = minor < 0n
  const text = (negative ? 0n - minor : minor).toString().padStart(digits + 1, '0')
  const whole = text.slice(0, text.length - digits)
  const sign = negative ? '-' : ''
  return digits === 0 ? `${sign}${whole}` : `${sign}${whole}.${text.slice(-digits)}`
}

/** Decimals of an ISO 4217 currency (2 for EUR, 0 for JPY, 3 for KWD); undefined for no currency code. */
export function fractionDigits(currency: string): number | undefined {
  const known = decimals.get(currency)
  if (known !== undefined || !/^[A-Z]{3}$/.test(currency)) return known
  const format = new Intl.NumberFormat('en', { style: 'currency', currency })
  const { maximumFractionDigits } = format.resolvedOptions()
  decimals.set(currency, maximumFractionDigits ?? 2)
  return decimals.get(currency)
}

/** A format takes long to make, and there are no more codes than three letters spell. */
const decimals = new Map<string, number>()

/** How an amount in another currency than the hub's is told: `12.50 CHF`. */
export const FOREIGN_AMOUNT = '.* [A-Z]{3}'

/** Reads an amount that names its currency, such as `12.50 CHF`; undefined where it is none of that currency. */
export function parseForeignAmount(text: string): Money | undefined {
  const match = /^(.*) ([A-Z]{3})$/.exec(text.trim())
  return match ? parseMoney(match[1] ?? '', match[2] ?? '') : undefined
}
