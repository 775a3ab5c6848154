import type { Instant, RateSpan, Value, ValueType } from '../../src/schema/index.ts'
import {
  convertAmount,
  convertValue,
  days,
  fractionDigits,
  parseForeignAmount,
  parseInstant,
  parseMoney,
} from '../../src/schema/index.ts'
import type { PropertyRef, RowTest } from '../../src/segments/index.ts'
import type { WorldEvent } from '../../src/segments/reference/index.ts'

/** A value in the form that plans compare it in; null where missing. */
export type Fact = number | string | readonly string[] | null
/** Reads what an attribute, or an event of a moment, states. */
export type Read = (value: Value | undefined, type: ValueType, at?: number) => Fact

export function rowPasses(test: RowTest, row: WorldEvent, read: Read): boolean {
  if ('tests' in test) {
    const passed = test.tests.map(part => rowPasses(part, row, read))
    return test.op === 'all' ? !passed.includes(false) : passed.includes(true)
  }
  if (test.op === 'not') return !rowPasses(test.test, row, read)
  const value = propertyOf(row, test.property, read)
  if (value === null) return false
  if (test.op === 'exists') return true
  if (test.op === 'number') return compare(Number(value), test.is, test.value)
  if (test.op === 'number_in') return test.values.includes(Number(value))
  if (test.op === 'month_day') return test.values.includes(monthDayOf(Number(value)))
  const texts = Array.isArray(value) ? value : [String(value)]
  const { from, to } = test.exchange ?? { from: '', to: '' }
  const exchanged = (text: string) =>
    Array.from(text)
      .map(letter => Array.from(to)[Array.from(from).indexOf(letter)] ?? letter)
      .join('')
  return texts.some(text => textPasses(exchanged(text), test.is, test.values))
}

function monthDayOf(day: number): number {
  const [, month, date] = new Date(days(day)).toISOString().slice(0, 10).split('-')
  return Number(`${month}${date}`)
}

function compare(value: number, is: '=' | '<' | '<=' | '>' | '>=', than: number): boolean {
  if (is === '=') return value === than
  if (is === '<' || is === '<=') return value < than || (is === '<=' && value === than)
  return value > than || (is === '>=' && value === than)
}

function textPasses(
  text: string,
  is: Extract<RowTest, { op: 'text' }>['is'],
  values: readonly string[],
): boolean {
  const [value = ''] = values
  if (is === 'in') return values.includes(text)
  if (is === 'contains') return text.includes(value)
  return is === 'starts_with' ? text.startsWith(value) : text.endsWith(value)
}

export function propertyOf(row: WorldEvent, { name, type }: PropertyRef, read: Read): Fact {
  return name === 'at' ? row.at : read(row.properties[name], type, row.at)
}

export function fact(value: Value | undefined, type: ValueType, currency: string): Fact {
  const stated = convertValue(value, type, currency) ?? null
  return stated === null ? null : comparable(stated, type, currency)
}

/** An event's amount in another currency, in minor units of the hub's. */
export function foreignFact(told: Value | undefined, at: number, rates: readonly RateSpan[]): Fact {
  const money = typeof told === 'string' ? parseForeignAmount(told) : undefined
  const span = rates.find(
    ({ currency, from, until }) => currency === money?.currency && from <= at && at < until,
  )
  const minor = money && span && convertAmount(money.minor, span)
  return minor === undefined ? null : Number(minor)
}

function comparable(value: Value, type: ValueType, currency: string): Fact {
  if (type === 'text') return String(value)
  if (type === 'texts') return [value].flat().map(String)
  if (type === 'money') return Number(parseMoney(String(value), currency)?.minor ?? fail(value, currency))
  if (type === 'instant') return parseInstant(String(value)) ?? fail(value, type)
  if (type === 'date') return (parseInstant(String(value)) ?? fail(value, type)) / days(1)
  return Number(value)
}

function fail(value: Value, type: string): Instant {
  throw new Error(
    `${String(value)} in this test's world is no ${type} (${fractionDigits(type) ?? 'no'} decimals).`,
  )
}
