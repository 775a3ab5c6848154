import fc from 'fast-check'
import { expect } from 'vitest'
import type { Instant } from '../../schema/index.ts'
import type { Aggregate, PropertyRef, RowTest } from '../../segments/plan.ts'
import { contactNo, events, NEEDS, page, type SampleEvent } from './samples.ts'
import { type Answer, aggregate, scanned } from './scanning.ts'
import { type FreshStore, storeTest } from './store-test.ts'

const PAGE: PropertyRef = { name: 'page', type: 'text' }
const SECONDS: PropertyRef = { name: 'seconds', type: 'number' }
const PROPERTIES = [PAGE, SECONDS, { name: 'at', type: 'instant' } as const]

interface Visit extends SampleEvent {
  readonly properties: { readonly page?: string; readonly seconds?: number }
}

/** The plan's meaning in plain loops: no statement, no engine. */
const valueIn = (row: Visit, { name }: PropertyRef): string | number | undefined =>
  name === 'at' ? row.at : row.properties[name as 'page' | 'seconds']

function passes(row: Visit, test: RowTest): boolean {
  switch (test.op) {
    case 'all':
      return test.tests.every(part => passes(row, part))
    case 'any':
      return test.tests.some(part => passes(row, part))
    case 'not':
      return !passes(row, test.test)
    case 'exists':
      return valueIn(row, test.property) !== undefined
    case 'number': {
      const value = valueIn(row, test.property) as number | undefined
      if (value === undefined) return false
      return test.is === '='
        ? value === test.value
        : test.is === '<'
          ? value < test.value
          : value >= test.value
    }
    case 'number_in': {
      const value = valueIn(row, test.property) as number | undefined
      return value !== undefined && test.values.includes(value)
    }
    case 'month_day':
      throw new Error('Random scans hold no dates.')
    case 'text': {
      const value = valueIn(row, test.property) as string | undefined
      return (
        value !== undefined &&
        test.values.some(text => (test.is === 'in' ? value === text : value.includes(text)))
      )
    }
    default:
      throw new Error(`Unhandled row test: ${JSON.stringify(test satisfies never)}`)
  }
}

function plainly(rows: readonly Visit[], { fn, property, after, until, where }: Aggregate): Answer {
  const inside = rows.filter(
    row => (after === null || row.at > after) && row.at <= until && (where === null || passes(row, where)),
  )
  const having = property === null ? inside : inside.filter(row => valueIn(row, property) !== undefined)
  if (fn === 'count') return having.length
  if (having.length === 0) return null
  having.sort((a, b) => a.at - b.at || a.id - b.id)
  const values = having.map(row => valueIn(row, property as PropertyRef) as string | number)
  if (fn === 'last') return values.at(-1) ?? null
  if (fn === 'first') return values[0] ?? null
  if (fn === 'sum') {
    const unit = property?.name === 'seconds' ? 1e6 : 1
    return values.reduce<number>((sum, value) => sum + Math.round(Number(value) * unit), 0) / unit
  }
  const sorted = values.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0))
  return (fn === 'min' ? sorted[0] : sorted.at(-1)) ?? null
}

const pageText = fc.constantFrom('/', '/a', '/b', 'Ä', 'zz')
const seconds = fc.integer({ min: -500, max: 500 }).map(n => n / 100)
const time = fc.integer({ min: 0, max: 20 }) as fc.Arbitrary<Instant>

const visits = fc
  .array(
    fc.record({
      contact: fc.integer({ min: 1, max: 5 }),
      at: time,
      properties: fc.record({ page: pageText, seconds }, { requiredKeys: [] }),
    }),
    { maxLength: 30 },
  )
  .map(rows => rows.map((row, i): Visit => ({ id: i + 1, ...row })))

const rowTest: fc.Arbitrary<RowTest> = fc.letrec<{ test: RowTest }>(tie => ({
  test: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.record({ op: fc.constant('exists' as const), property: fc.constantFrom(...PROPERTIES) }),
    fc.record({
      op: fc.constant('number' as const),
      property: fc.constantFrom(...PROPERTIES.slice(1)),
      is: fc.constantFrom('=' as const, '<' as const, '>=' as const),
      value: fc.oneof(seconds, time),
    }),
    fc.record({
      op: fc.constant('text' as const),
      property: fc.constant(PAGE),
      is: fc.constantFrom('in' as const, 'contains' as const),
      values: fc.tuple(pageText),
    }),
    fc.record({
      op: fc.constantFrom('all' as const, 'any' as const),
      tests: fc.array(tie('test'), { maxLength: 3 }),
    }),
    fc.record({ op: fc.constant('not' as const), test: tie('test') }),
  ),
})).test

const asked: fc.Arbitrary<Aggregate> = fc
  .record({
    fn: fc.constantFrom(
      'count' as const,
      'sum' as const,
      'min' as const,
      'max' as const,
      'last' as const,
      'first' as const,
    ),
    property: fc.constantFrom(...PROPERTIES),
    after: fc.option(time),
    until: time,
    where: fc.option(rowTest),
  })
  .map(({ fn, property, ...rest }) =>
    aggregate(fn, fn === 'count' ? null : fn === 'sum' && property === PAGE ? SECONDS : property, rest),
  )

export function describeRandomScans(fresh: () => Promise<FreshStore>, randomRuns: number): void {
  storeTest(fresh, 'any scan of any events equals plain loops over them', async store => {
    await store.facts.prepare(NEEDS)
    let round = 0
    await fc.assert(
      fc.asyncProperty(visits, fc.array(asked, { minLength: 1, maxLength: 6 }), async (rows, aggregates) => {
        // Each round has contacts and event ids of its own, so that one store serves them all.
        round++
        const own = rows.map(row => ({
          ...row,
          id: round * 1_000 + row.id,
          contact: round * 10 + row.contact,
        }))
        await store.facts.append(page(`p${round}`, { events: [events('visited', own)] }))
        const answers = await scanned(store.facts, 'visited', aggregates)
        for (let no = round * 10 + 1; no <= round * 10 + 5; no++) {
          const mine = own.filter(row => row.contact === no)
          const answer = answers.get(contactNo(no))
          const plain = aggregates.map(each => plainly(mine, each))
          if (answer) expect(answer).toEqual(plain)
          else expect(plain.every(value => value === null || value === 0)).toBe(true)
        }
      }),
      { numRuns: randomRuns },
    )
  })
}
