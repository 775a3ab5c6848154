import type { Value, ValueType } from '../../schema/index.ts'
import {
  convertValue,
  dayAt,
  days,
  fractionDigits,
  momentOf,
  parseInstant,
  startOfDay,
} from '../../schema/index.ts'
import type { Scalar, ValueTest } from '../definition/value-test.ts'
import { agoOf, hasBirthdayIn, liesWithin, numberOfDate } from './reference-calendar.ts'
import type { ReferenceOptions } from './world.ts'

/** A value in the form it is compared in: texts as a list, everything else as a number; undefined when missing. */
export type Comparable = number | readonly string[] | undefined

/** Reads a value of a definition, or a canonical one. Amounts become minor units, a day its number since 1970. */
function comparable(
  value: Value | undefined,
  type: ValueType,
  { currency, timeZone }: ReferenceOptions,
): Comparable {
  if (value === undefined) return undefined
  if (type === 'text') return [String(value).normalize('NFC')]
  if (type === 'texts') return [value].flat().map(text => String(text).normalize('NFC'))
  if (type === 'boolean') return value === true ? 1 : 0
  if (type === 'number') return Number(value)
  if (type === 'instant') {
    const at = parseInstant(String(value))
    // Data always say their offset; where a definition does not, the hub's clock is meant.
    return at !== undefined && !/T.*(Z|[+-]\d\d:?\d\d)$/.test(String(value).replace(' ', 'T'))
      ? momentOf(at, timeZone)
      : at
  }
  if (type === 'date') return (parseInstant(String(value)) ?? Number.NaN) / days(1)
  // Millionths first: they are whole, so nothing is rounded on the way to minor units.
  return Math.round(Number(value) * 1e6) / 10 ** (6 - (fractionDigits(currency) ?? 2))
}

/** What data states: nothing where it is blank or of another type, as in every store. */
export function stated(value: Value | undefined, type: ValueType, options: ReferenceOptions): Comparable {
  return comparable(convertValue(value, type, options.currency) ?? undefined, type, options)
}

/** Whether a value passes all operators of a test. */
export function passes(
  value: Comparable,
  test: Scalar | ValueTest,
  type: ValueType,
  options: ReferenceOptions,
): boolean {
  if (typeof test !== 'object') return equals(value, test, type, options)
  const read = (constant: Scalar) => Number(comparable(constant, type, options))
  const number = typeof value === 'number' ? value : Number.NaN
  const texts = typeof value === 'object' ? value : []
  // A day stands for its beginning, for the hub, where a length of time is counted.
  const moment = type === 'date' && !Number.isNaN(number) ? startOfDay(number, options.timeZone) : number
  const day = type === 'instant' && !Number.isNaN(number) ? dayAt(number, options.timeZone) : number

  const equal = (constant: Scalar) =>
    test.ignore_case ? texts.some(inAnyCase(constant, '^', '$')) : equals(value, constant, type, options)
  if (test.is !== undefined && !equal(test.is)) return false
  if (test.is_not !== undefined && equal(test.is_not)) return false
  if (test.in && !test.in.some(equal)) return false
  if (test.not_in?.some(equal)) return false
  if (test.at_least !== undefined && !(number >= read(test.at_least))) return false
  if (test.at_most !== undefined && !(number <= read(test.at_most))) return false
  if (test.more_than !== undefined && !(number > read(test.more_than))) return false
  if (test.less_than !== undefined && !(number < read(test.less_than))) return false
  if (test.between && !(number >= read(test.between[0]) && number <= read(test.between[1]))) return false
  const { contains, starts_with: start, ends_with: end } = test
  const matches = (constant: string, before: string, after: string) =>
    texts.some(test.ignore_case ? inAnyCase(constant, before, after) : asWritten(constant, before, after))
  if (contains !== undefined && !matches(contains, '', '')) return false
  if (start !== undefined && !matches(start, '^', '')) return false
  if (end !== undefined && !matches(end, '', '$')) return false
  if (test.exists !== undefined && (value !== undefined) !== test.exists) return false
  if (test.within !== undefined && !(moment <= options.asOf && liesWithin(test.within, options)(moment)))
    return false
  if (test.older_than !== undefined && !(moment <= agoOf(test.older_than, options.asOf, options.timeZone)))
    return false
  const { leap_day: leapDay, birthday } = test
  if (birthday !== undefined && !(!Number.isNaN(day) && hasBirthdayIn(day, birthday, leapDay, options)))
    return false
  return COUNTED.every(operator => {
    const counted = test[operator]
    // What is not counted may be no date at all, and any number.
    if (counted === undefined) return true
    const amount = Number.isNaN(day) ? undefined : numberOfDate(day, operator, leapDay, options)
    return passes(amount, counted, 'number', options)
  })
}

/** A test of a text by what Unicode takes for one letter: a pattern without any meaning but that. */
function inAnyCase(constant: Scalar, before: string, after: string): (text: string) => boolean {
  const written = Array.from(
    String(constant).normalize('NFC'),
    letter => `\\u{${letter.codePointAt(0)?.toString(16)}}`,
  )
  const pattern = new RegExp(`${before}${written.join('')}${after}`, 'iu')
  return text => pattern.test(text)
}

function asWritten(constant: string, before: string, after: string): (text: string) => boolean {
  const written = constant.normalize('NFC')
  if (before === '^') return text => text.startsWith(written)
  return after === '$' ? text => text.endsWith(written) : text => text.includes(written)
}

const COUNTED = ['age', 'days_since', 'days_until', 'days_to_birthday'] as const

function equals(value: Comparable, constant: Scalar, type: ValueType, options: ReferenceOptions): boolean {
  if (typeof value === 'object') return value.includes(String(constant).normalize('NFC'))
  return value !== undefined && value === comparable(constant, type, options)
}
