import fc from 'fast-check'
import type { ValueType } from '../../schema/index.ts'
import type { ValueTest } from '../definition/value-test.ts'
import { LENGTHS, testArbitrary } from './test-arbitrary.ts'
import { FEW_PARTS } from './vocabulary.ts'

/** Properties that these events have, by name and type. */
type Properties = readonly (readonly [string, ValueType])[]

/** A figure with its test, that fits events with these properties. `windowed`: beside a window that has one before it. */
export function figureArbitrary(
  types: readonly string[],
  properties: Properties,
  windowed: boolean,
): fc.Arbitrary<object> {
  const named = (kinds: readonly ValueType[]) =>
    properties.filter(([, type]) => kinds.includes(type)).map(([name]) => name)
  const summed = fc.option(fc.constantFrom(...named(['number', 'money'])), { nil: undefined })
  // The time of an event, too: seasons are a part of all events by when they happened.
  const where = fc
    .subarray([...properties, ['at', 'instant'] as const], { minLength: 1, maxLength: 2 })
    .chain(chosen => fc.record(Object.fromEntries(chosen.map(([name, type]) => [name, testArbitrary(type)]))))
  const ofAtLeast = fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined })
  const match = fc.record({
    with: fc.constantFrom<string | readonly string[]>(...types, types),
    where: fc.option(where, { nil: undefined }),
  })
  const by = fc.constantFrom(...named(['text', 'number', 'money', 'boolean', 'instant', 'date']))
  const last = fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined })
  const joined = (...parts: fc.Arbitrary<object>[]) =>
    fc.tuple(...parts).map(all => stated(Object.assign({}, ...all) as object))
  const matched = joined(match, fc.record({ by, last }), count())
  const rate = joined(match, fc.record({ by, last, of_at_least: ofAtLeast }), part())
  const repeats = joined(match, fc.record({ repeats: fc.constant(true), of_at_least: ofAtLeast }), part())
  const share = joined(fc.record({ where, of: summed, of_at_least: ofAtLeast }), part())
  const change = joined(fc.record({ of: summed, of_at_least: ofAtLeast }), growth())
  const nth = fc
    .record({
      number: fc.integer({ min: 1, max: 4 }),
      span: fc.option(fc.constantFrom(...LENGTHS), { nil: undefined }),
    })
    .chain(chosen =>
      joined(fc.constant(chosen), chosen.span ? flag('latest') : fc.constant({}), testArbitrary('instant')),
    )
  return fc.oneof(
    nth.map(test => ({ nth: test })),
    matched.map(test => ({ matched: test })),
    rate.map(test => ({ rate: test })),
    repeats.map(test => ({ rate: test })),
    share.map(test => ({ share: test })),
    ...(windowed ? [change.map(test => ({ change: test }))] : []),
  )
}

const flag = (name: string) => fc.boolean().map(on => (on ? { [name]: true } : {}))

/** Without the keys that were left open. */
const stated = (test: object): object =>
  Object.fromEntries(Object.entries(test).filter(([, value]) => value !== undefined))

const tests = (values: fc.Arbitrary<string | number>): fc.Arbitrary<ValueTest> =>
  fc.oneof(
    fc.boolean().map(exists => ({ exists })),
    values.map(is => ({ is })),
    values.map(is_not => ({ is_not })),
    values.map(at_least => ({ at_least })),
    values.map(more_than => ({ more_than })),
    values.map(less_than => ({ less_than })),
  )

const count = () => tests(fc.integer({ min: 0, max: 3 }))
const part = () => tests(fc.constantFrom(...FEW_PARTS))
const growth = () => tests(fc.constantFrom(...FEW_PARTS, '-50%', -1, '100%'))
