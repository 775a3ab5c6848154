import type { Ordered, Scalar, ValueTest } from '../definition/value-test.ts'

/** A length of time: minutes, hours, days of 24 hours, or weeks. */
export type Duration = `${number}${'m' | 'h' | 'd' | 'w'}`

/** The operators by the names they have in YAML, in camel case; each finishes what was begun. */
export interface TestBuilder<Result> {
  is(value: Scalar): Result
  isNot(value: Scalar): Result
  in(...values: readonly Scalar[]): Result
  notIn(...values: readonly Scalar[]): Result
  atLeast(value: Ordered): Result
  atMost(value: Ordered): Result
  moreThan(value: Ordered): Result
  lessThan(value: Ordered): Result
  between(from: Ordered, to: Ordered): Result
  contains(text: string): Result
  startsWith(text: string): Result
  endsWith(text: string): Result
  exists(value?: boolean): Result
  within(length: Duration): Result
  olderThan(length: Duration): Result
}

/** Operators that hand their test to `finish`. */
export function testBuilder<Result>(finish: (test: ValueTest) => Result): TestBuilder<Result> {
  return {
    is: value => finish({ is: value }),
    isNot: value => finish({ is_not: value }),
    in: (...values) => finish({ in: [...values] }),
    notIn: (...values) => finish({ not_in: [...values] }),
    atLeast: value => finish({ at_least: value }),
    atMost: value => finish({ at_most: value }),
    moreThan: value => finish({ more_than: value }),
    lessThan: value => finish({ less_than: value }),
    between: (from, to) => finish({ between: [from, to] }),
    contains: text => finish({ contains: text }),
    startsWith: text => finish({ starts_with: text }),
    endsWith: text => finish({ ends_with: text }),
    exists: (value = true) => finish({ exists: value }),
    within: length => finish({ within: length }),
    olderThan: length => finish({ older_than: length }),
  }
}
