import type { Value, ValueType } from './attribute.ts'
import { isoInstant, parseInstant } from './instant.ts'
import { formatMoney, parseMoney } from './money.ts'

/**
 * Brings a source's value into the canonical form of a type: numbers as numbers within the exact
 * range of six decimals, money as decimal text, instants as ISO 8601 in UTC, dates as `YYYY-MM-DD`,
 * texts in NFC. Returns undefined for what is not of the type; blank text is `null`: no statement.
 */
export function convertValue(raw: unknown, type: ValueType, currency: string): Value | null | undefined {
  if (raw === null || raw === undefined) return null
  if (typeof raw === 'string' && raw.trim() === '') return null
  switch (type) {
    case 'text':
      return typeof raw === 'string' ? raw.normalize('NFC') : isPlain(raw) ? String(raw) : undefined
    case 'number':
      return toNumber(raw)
    case 'money': {
      if (typeof raw !== 'string' && typeof raw !== 'number') return undefined
      const money = parseMoney(String(raw), currency)
      return money && formatMoney(money)
    }
    case 'boolean':
      return toBoolean(raw)
    case 'instant':
      return toInstant(raw)
    case 'date':
      return toDate(raw)
    case 'texts':
      return toTexts(raw)
    default:
      throw new Error(`Unhandled type of value: ${type satisfies never}`)
  }
}

/** Beyond this a number with six decimals no longer fits 64 bits, and sums would stop being exact. */
const LARGEST_NUMBER = 1e12
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,2})?$/i
const TRUE = new Set(['true', 'yes', '1'])
const FALSE = new Set(['false', 'no', '0'])

const isPlain = (raw: unknown): raw is number | boolean | bigint =>
  typeof raw === 'number' || typeof raw === 'boolean' || typeof raw === 'bigint'

function toNumber(raw: unknown): number | undefined {
  if (typeof raw === 'string' && !DECIMAL.test(raw.trim())) return undefined
  if (typeof raw !== 'string' && typeof raw !== 'number' && typeof raw !== 'bigint') return undefined
  const number = Number(raw)
  return Number.isFinite(number) && Math.abs(number) < LARGEST_NUMBER ? number : undefined
}

function toBoolean(raw: unknown): boolean | undefined {
  if (typeof raw === 'boolean') return raw
  if (typeof raw !== 'string' && typeof raw !== 'number') return undefined
  const word = String(raw).trim().toLowerCase()
  return TRUE.has(word) ? true : FALSE.has(word) ? false : undefined
}

function toInstant(raw: unknown): string | undefined {
  const at = typeof raw === 'string' ? parseInstant(raw.trim()) : undefined
  return at === undefined ? undefined : isoInstant(at)
}

function toDate(raw: unknown): string | undefined {
  if (typeof raw !== 'string') return undefined
  const day = raw.trim().slice(0, 10)
  return day.length === 10 && parseInstant(raw.trim()) !== undefined ? day : undefined
}

function toTexts(raw: unknown): readonly string[] | undefined {
  if (typeof raw === 'string') return [raw.normalize('NFC')]
  if (!Array.isArray(raw) || !raw.every(item => typeof item === 'string')) return undefined
  return raw.map(item => item.normalize('NFC'))
}
