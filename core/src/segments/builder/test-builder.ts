import type { LeapDay, Ordered, Scalar, ValueTest } from '../definition/value-test.ts'

/** A length of time: minutes, hours, days of 24 hours, or weeks. */
export type Duration = `${number}${'m' | 'h' | 'd' | 'w'}`
/** A length of time that may also be months or years of the calendar. */
export type Length = Duration | `${number}${'mo' | 'y'}`

type Unit = 'week' | 'month' | 'quarter' | 'year'
type Weekday = 'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday'
/** A window: a length of time, or words of the calendar. Weeks begin on Monday unless said otherwise. */
export type WindowText =
  | Length
  | 'today'
  | 'yesterday'
  | `${'this' | 'last'} ${Unit}`
  | `${'this' | 'last'} week from ${Weekday}`
  | `last ${number} ${'day' | Unit}s`
  | `${number} calendar ${'day' | Unit}${'s' | ''}`

/** The operators by the names they have in YAML, in camel case; each finishes what was begun. */
export interface TestBuilder<Result> {
  is(value: Scalar, options?: CaseOption): Result
  isNot(value: Scalar, options?: CaseOption): Result
  in(...values: readonly Scalar[]): Result
  in(values: readonly Scalar[], options: CaseOption): Result
  notIn(...values: readonly Scalar[]): Result
  notIn(values: readonly Scalar[], options: CaseOption): Result
  atLeast(value: Ordered): Result
  atMost(value: Ordered): Result
  moreThan(value: Ordered): Result
  lessThan(value: Ordered): Result
  between(from: Ordered, to: Ordered): Result
  contains(text: string, options?: CaseOption): Result
  startsWith(text: string, options?: CaseOption): Result
  endsWith(text: string, options?: CaseOption): Result
  exists(value?: boolean): Result
  within(window: WindowText): Result
  olderThan(length: Length): Result
  /** Full years since a birth date. */
  age(test: NumberTest, options?: LeapOption): Result
  /** Whether the birthday is in this stretch of the calendar. */
  birthday(when: BirthdayText, options?: LeapOption): Result
  /** Days until the next birthday, 0 on the day. */
  daysToBirthday(test: NumberTest, options?: LeapOption): Result
  /** Days of the calendar since a date, 0 on the day; none of one ahead. */
  daysSince(test: NumberTest): Result
  /** Days of the calendar until a date, 0 on the day; none of one past. */
  daysUntil(test: NumberTest): Result
}

type NumberTest = NonNullable<ValueTest['age']>
type BirthdayText = 'today' | 'this week' | `this week from ${Weekday}` | 'this month' | 'this quarter'
/** When whoever was born on 29 February has their birthday in other years; 28 February unless said otherwise. */
type LeapOption = { readonly leap_day: LeapDay }

/** Letters of texts count as equal in either case; exactly as written unless said so. */
type CaseOption = { readonly ignore_case: true }

type Listed = readonly Scalar[] | readonly [readonly Scalar[], CaseOption]

function listed(given: Listed): { values: Scalar[] } & Partial<CaseOption> {
  const [first, options] = given
  if (typeof first !== 'object') return { values: [...(given as readonly Scalar[])] }
  return { values: [...first], ...(options as CaseOption) }
}

/** Operators that hand their test to `finish`. */
export function testBuilder<Result>(finish: (test: ValueTest) => Result): TestBuilder<Result> {
  return {
    is: (value, options) => finish({ is: value, ...options }),
    isNot: (value, options) => finish({ is_not: value, ...options }),
    in: (...given: Listed) => {
      const { values, ...options } = listed(given)
      return finish({ in: values, ...options })
    },
    notIn: (...given: Listed) => {
      const { values, ...options } = listed(given)
      return finish({ not_in: values, ...options })
    },
    atLeast: value => finish({ at_least: value }),
    atMost: value => finish({ at_most: value }),
    moreThan: value => finish({ more_than: value }),
    lessThan: value => finish({ less_than: value }),
    between: (from, to) => finish({ between: [from, to] }),
    contains: (text, options) => finish({ contains: text, ...options }),
    startsWith: (text, options) => finish({ starts_with: text, ...options }),
    endsWith: (text, options) => finish({ ends_with: text, ...options }),
    exists: (value = true) => finish({ exists: value }),
    within: window => finish({ within: window }),
    olderThan: length => finish({ older_than: length }),
    age: (age, options) => finish({ age, ...options }),
    birthday: (birthday, options) => finish({ birthday, ...options }),
    daysToBirthday: (days_to_birthday, options) => finish({ days_to_birthday, ...options }),
    daysSince: days_since => finish({ days_since }),
    daysUntil: days_until => finish({ days_until }),
  }
}
