import fc from 'fast-check'
import type { Catalog, ValueType } from '../../schema/index.ts'
import type { Condition, SegmentDefinition } from '../definition/definition.ts'
import { segmentSchema } from '../definition/definition.ts'
import type { ValueTest } from '../definition/value-test.ts'
import { figureArbitrary } from './figure-arbitrary.ts'
import { LENGTHS, testArbitrary, WHOLE_WINDOWS, WINDOWS } from './test-arbitrary.ts'
import { NAMES, ROSTERS, TYPE_GROUPS } from './vocabulary.ts'

const MAX_SEGMENTS = 6
const MAX_DEPTH = 3

/** Several segments that resolve against the catalog; later ones may refer to earlier ones. */
export function definitionsArbitrary(catalog: Catalog): fc.Arbitrary<readonly SegmentDefinition[]> {
  const conditions = Array.from({ length: MAX_SEGMENTS }, (_, index) => conditionArbitrary(catalog, index))
  return fc
    .integer({ min: 1, max: MAX_SEGMENTS })
    .chain(count => fc.tuple(...conditions.slice(0, count)))
    .map(whens =>
      whens.map((when, index) => segmentSchema.parse({ id: idOf(index), title: `Segment ${index}`, when })),
    )
}

const idOf = (index: number): string => `s${index}`

function conditionArbitrary(catalog: Catalog, earlier: number): fc.Arbitrary<Condition> {
  const leaves: fc.Arbitrary<Condition>[] = [
    attributeLeaf(catalog),
    eventLeaf(catalog),
    absenceLeaf(catalog),
    sequenceLeaf(catalog),
    rankLeaf(catalog, earlier),
    fc.constantFrom(...ROSTERS),
  ]
  if (earlier > 0)
    leaves.push(fc.integer({ min: 0, max: earlier - 1 }).map(index => ({ segment: idOf(index) })))
  const { condition } = fc.letrec<{ condition: Condition }>(tie => {
    const parts = fc.array(tie('condition'), { minLength: 1, maxLength: 3 })
    return {
      condition: fc.oneof(
        { maxDepth: MAX_DEPTH },
        ...leaves,
        parts.map(all => ({ all })),
        parts.map(any => ({ any })),
        parts.map(none => ({ none })),
      ),
    }
  })
  return condition
}

function attributeLeaf(catalog: Catalog): fc.Arbitrary<Condition> {
  const attributes = [...catalog.attributes].filter(([name]) => NAMES.has(name))
  return fc
    .constantFrom(...attributes)
    .chain(([attribute, type]) => testArbitrary(type).map(test => ({ attribute, ...test })))
}

function absenceLeaf(catalog: Catalog): fc.Arbitrary<Condition> {
  return selection(catalog).map(({ types, ...rest }) => ({ no_event: types, ...rest }))
}

function eventLeaf(catalog: Catalog): fc.Arbitrary<Condition> {
  return selection(catalog).chain(({ types, ...rest }) => {
    const event = types.length === 1 ? (types[0] as string) : types
    return fc
      .oneof(
        fc.constant({}),
        { arbitrary: countTest(), weight: 2 },
        { arbitrary: measureTest(catalog, types, rest.within !== undefined), weight: 5 },
        {
          arbitrary: figureArbitrary(types, propertiesOf(catalog, types), isWhole(rest.within)),
          weight: 4,
        },
      )
      .map(measure => ({ event, ...rest, ...measure }))
  })
}

const isWhole = (within: string | undefined): boolean => WHOLE_WINDOWS.some(window => window === within)

function countTest(): fc.Arbitrary<{ count: ValueTest }> {
  const number = fc.integer({ min: 0, max: 4 })
  return fc
    .oneof(
      number.map(n => ({ at_least: n })),
      number.map(n => ({ less_than: n })),
      number.map(n => ({ is: n })),
    )
    .map(count => ({ count }))
}

function measureTest(catalog: Catalog, types: readonly string[], windowed: boolean): fc.Arbitrary<object> {
  const single = (measures: readonly string[], of: string, type: ValueType) =>
    fc.constantFrom(...measures).chain(measure =>
      // Inside a window, no event is older than it: such a test would be refused.
      testArbitrary(type, of !== 'at' || !windowed).map(test => ({ [measure]: { of, ...test } })),
    )
  const ofTime = single(['min', 'max', 'first', 'last'], 'at', 'instant')
  const ofProperties = propertiesOf(catalog, types)
    .filter(([, type]) => type !== 'texts')
    .map(([name, type]) => single(MEASURES_OF[type] ?? ['first', 'last'], name, type))
  const distinct = fc
    .constantFrom(
      'at',
      ...propertiesOf(catalog, types).flatMap(([name, type]) => (type === 'texts' ? [] : [name])),
    )
    .chain(of => countTest().map(({ count }) => ({ distinct: { of, ...count } })))
  // Refunds have the properties of orders, so that a sum of these can be taken away.
  const net = single(['sum'], 'total', 'money').map(test => ({
    sum: { ...(test as { sum: object }).sum, minus: 'order_refunded' },
  }))
  return fc.oneof(ofTime, distinct, ...ofProperties, ...(types.includes('order_placed') ? [net] : []))
}

const ORDERED = ['min', 'max', 'first', 'last']
const MEASURES_OF: Partial<Record<ValueType, readonly string[]>> = {
  number: ['sum', 'avg', ...ORDERED],
  money: ['sum', 'avg', ...ORDERED],
  instant: ORDERED,
  date: ORDERED,
}

function rankLeaf(catalog: Catalog, earlier: number): fc.Arbitrary<Condition> {
  const ordered = (properties: Iterable<readonly [string, ValueType]>) =>
    [...properties].filter(([name, type]) => NAMES.has(name) && type in MEASURES_OF)
  const ofAttribute = fc.constantFrom(...ordered(catalog.attributes)).map(([attribute]) => ({ attribute }))
  const ofEvent = selection(catalog).chain(({ types, ...rest }) => {
    const measures = ordered(propertiesOf(catalog, types)).flatMap(([name, type]) =>
      (MEASURES_OF[type] ?? []).map(measure => ({ [measure]: name })),
    )
    const net = { sum: 'total', minus: 'order_refunded' }
    const ofOrders = types.includes('order_placed') ? [net] : []
    const measure = fc.constantFrom<object>(
      ...ofOrders,
      { count: true },
      { last: 'at' },
      { distinct: 'at' },
      ...measures,
    )
    return measure.map(of => ({ event: types, ...rest, ...of }))
  })
  const cut = fc.constantFrom('20%', 0.5, '33.3333%', '7%', 0.9)
  const side = fc.oneof(
    cut.map(top => ({ top })),
    cut.map(bottom => ({ bottom })),
  )
  const members = earlier > 0 ? [fc.nat(earlier - 1).map(index => ({ segment: idOf(index) }))] : []
  const manner = fc.record(
    {
      ties: fc.constantFrom('in' as const, 'out' as const),
      among: fc.oneof(fc.constant('everyone' as const), ...members),
    },
    { requiredKeys: [] },
  )
  return fc
    .tuple(fc.oneof(ofAttribute, ofEvent), side, manner)
    .map(([rank, part, how]) => ({ rank, ...part, ...how }))
}

/** Steps over few types and with short and long gaps, so that some of them are kept and some are not. */
function sequenceLeaf(catalog: Catalog): fc.Arbitrary<Condition> {
  const what = selection(catalog).map(({ types, where }) => ({ types, ...(where ? { where } : {}) }))
  const gap = fc.record({ within: fc.constantFrom(...LENGTHS) }, { requiredKeys: [] })
  const around = fc.record({ within: fc.constantFrom(...WINDOWS) }, { requiredKeys: [] })
  const absence = what.map(({ types, ...rest }) => ({ no_event: types, ...rest }))
  const happening = what.map(({ types, ...rest }) => ({ event: types, ...rest }))
  const next = fc
    .tuple(fc.option(absence, { nil: undefined }), happening, gap)
    .map(([between, step, within]) => [...(between ? [between] : []), { ...step, ...within }])
  const ending = fc.tuple(absence, fc.constantFrom(...LENGTHS)).map(([step, within]) => [{ ...step, within }])
  return fc
    .record({
      first: happening,
      rest: fc.array(next, { maxLength: 2 }),
      ending: fc.option(ending, { nil: [] }),
    })
    .map(({ first, rest, ending: last }) => [first, ...rest.flat(), ...last])
    .filter(sequence => sequence.length >= 2)
    .chain(sequence => around.map(within => ({ sequence, ...within })))
}

/** Event types that go together, a window or none, and tests of some of their properties. */
function selection(catalog: Catalog) {
  return fc.constantFrom(...TYPE_GROUPS).chain(types => {
    const tests = new Map(
      [...propertiesOf(catalog, types), ['at', 'instant'] as const].map(([name, type]) => [
        name,
        testArbitrary(type),
      ]),
    )
    const where = fc
      .subarray([...tests], { maxLength: 2 })
      .chain(chosen => fc.record(Object.fromEntries(chosen)))
    return fc
      .record(
        { within: fc.constantFrom(...WINDOWS), where: fc.option(where, { nil: {} }) },
        { requiredKeys: [] },
      )
      .map(
        rest =>
          ({ types, ...rest }) as {
            types: readonly string[]
            within?: string
            where?: Record<string, ValueTest>
          },
      )
  })
}

function propertiesOf(catalog: Catalog, types: readonly string[]): (readonly [string, ValueType])[] {
  return [...(catalog.events.get(types[0] ?? '')?.properties ?? [])].filter(([name]) => NAMES.has(name))
}
