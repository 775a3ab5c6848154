import { dayAt, startOfDay } from '../../schema/index.ts'
import type { ResolvedTest } from '../resolve/resolved.ts'
import { birthdaysAhead, latestBirth } from './birthdays.ts'
import type { BasicTest, Setting } from './lower-test.ts'
import type { Tree } from './segment-plan.ts'

/** Tests of a number that a date amounts to. */
type CountedTest = Extract<ResolvedTest, { op: 'age' | 'days_since' | 'days_until' | 'days_to_birthday' }>

/**
 * Turns a comparison of the number that a date amounts to into one of the date itself, which is what
 * engines hold: 25 years of age are a span of birth dates. `isMoment` for dates with a time of day.
 */
export function lowerCounted<Leaf>(
  counted: CountedTest,
  basic: BasicTest,
  { isMoment, leaf }: { isMoment: boolean; leaf: (test: BasicTest) => Tree<Leaf> },
  { asOf, timeZone }: Setting,
): Tree<Leaf> {
  const today = dayAt(asOf, timeZone)
  if (counted.op === 'days_to_birthday') {
    const passes = (ahead: number) => wholeNumbers(basic).some(([from, to]) => from <= ahead && ahead <= to)
    return leaf({ op: 'month_day', values: birthdaysAhead(today, passes, counted.leapDay) })
  }
  const spans = wholeNumbers(basic).map(([from, to]): Tree<Leaf> => {
    const [first, last] = spanOf(counted, from, to, today)
    const bounds: Tree<Leaf>[] = []
    if (first > -BEYOND) {
      const value = isMoment ? startOfDay(first, timeZone) : first
      bounds.push(leaf({ op: 'number', is: '>=', value }))
    }
    if (last < BEYOND) {
      const value = isMoment ? startOfDay(last + 1, timeZone) - 1 : last
      bounds.push(leaf({ op: 'number', is: '<=', value }))
    }
    return { op: 'all', tests: bounds }
  })
  return { op: 'any', tests: spans }
}

/** Days from today that no date of anybody lies beyond; about 5,000 years. */
const BEYOND = 2_000_000
/** Years that nobody lives. */
const MAX_AGE = 5_000

/** The first and the last day that amount to so many years or days; beyond bounds where there is none. */
function spanOf(counted: CountedTest, from: number, to: number, today: number): readonly [number, number] {
  switch (counted.op) {
    case 'days_since':
      return [today - Math.min(to, BEYOND + today), today - Math.min(from, BEYOND)]
    case 'days_until':
      return [today + Math.min(from, BEYOND - today - 1), today + Math.min(to, BEYOND)]
    case 'age': {
      const youngest = latestBirth(Math.min(from, MAX_AGE), today, counted.leapDay)
      const tooOld = to < MAX_AGE ? latestBirth(to + 1, today, counted.leapDay) : -BEYOND - 1
      return [tooOld + 1, youngest]
    }
    default:
      throw new Error(`Unhandled date test: ${counted.op}`)
  }
}

/**
 * The whole numbers from 0 up that pass: a day ahead has no days since it, one past none until it, and
 * whoever is yet to be born no age.
 */
function wholeNumbers(basic: BasicTest): (readonly [number, number])[] {
  if (basic.op === 'number_in') return basic.values.flatMap(value => whole('=', value))
  if (basic.op === 'number') return whole(basic.is, basic.value)
  throw new Error('A number that is made of a date is only compared; the resolver refuses other tests.')
}

function whole(is: Extract<BasicTest, { op: 'number' }>['is'], value: number): (readonly [number, number])[] {
  const least = is === '>' ? Math.floor(value) + 1 : is === '<' || is === '<=' ? 0 : Math.ceil(value)
  const most =
    is === '<'
      ? Math.ceil(value) - 1
      : is === '>' || is === '>='
        ? Number.MAX_SAFE_INTEGER
        : Math.floor(value)
  const from = Math.max(0, least)
  return from <= most ? [[from, most]] : []
}
