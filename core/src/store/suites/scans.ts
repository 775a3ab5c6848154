import { expect } from 'vitest'
import type { Instant } from '../../schema/index.ts'
import type { Aggregate, PropertyRef } from '../../segments/plan.ts'
import { at, contactNo, events, NEEDS, page, saveContacts } from './samples.ts'
import { aggregate, counts, scanned } from './scanning.ts'
import { type FreshStore, storeTest } from './store-test.ts'
import { DAY, MOBILE, PAGE, SECONDS, TAGS, TIME, UNTIL, VALUE, VISITS, visited } from './visits.ts'

export function describeScans(fresh: () => Promise<FreshStore>): void {
  storeTest(fresh, 'a type that never occurred yields nothing, named or not', async ({ facts }) => {
    expect(await counts(facts, 'visited')).toEqual(new Map())
    await facts.prepare(NEEDS)
    expect(await counts(facts, 'visited')).toEqual(new Map())
    expect(await counts(facts, 'never_heard_of')).toEqual(new Map())
    expect(await scanned(facts, 'visited', [])).toEqual(new Map())
  })

  storeTest(fresh, 'counts rows, or those that have the property', async store => {
    await visited(store)
    const asked = [null, PAGE, UNTIL, TAGS, MOBILE].map(property => aggregate('count', property))
    expect(await scanned(store.facts, 'visited', asked)).toEqual(
      new Map([
        [1, [3, 2, 1, 2, 2]],
        [2, [1, 1, 0, 1, 0]],
      ]),
    )
  })

  const cases: readonly [string, Aggregate['fn'], PropertyRef, readonly unknown[], readonly unknown[]][] = [
    // 0.1 + 0.2 is 0.3 here: numbers are added as whole millionths and divided once.
    ['sum of numbers', 'sum', SECONDS, [0.3], [-3]],
    ['sum of money', 'sum', VALUE, [1525], [1]],
    ['least number', 'min', SECONDS, [0.1], [-3]],
    ['greatest money', 'max', VALUE, [1000], [1]],
    ['least text', 'min', PAGE, ['/a'], ['/c']],
    ['greatest text', 'max', PAGE, ['/b'], ['/c']],
    ['last text', 'last', PAGE, ['/a'], ['/c']],
    ['first text', 'first', PAGE, ['/b'], ['/c']],
    ['last boolean', 'last', MOBILE, [0], [null]],
    ['first money', 'first', VALUE, [1000], [1]],
    ['last instant', 'last', UNTIL, [1000], [null]],
    ['least day', 'min', DAY, [-1], [null]],
    ['greatest day', 'max', DAY, [2], [null]],
    ['last time', 'last', TIME, [300], [200]],
    ['first time', 'first', TIME, [100], [200]],
  ]
  for (const [title, fn, property, one, two] of cases) {
    storeTest(fresh, `${title}, over rows that have it`, async store => {
      await visited(store)
      const answers = await scanned(store.facts, 'visited', [aggregate(fn, property)])
      expect(answers).toEqual(
        new Map([
          [1, one],
          [2, two],
        ]),
      )
    })
  }

  storeTest(fresh, 'last and first of one instant go by event id, unsigned', async store => {
    await store.facts.prepare(NEEDS)
    const rows = [5n, 2n ** 63n + 1n, 9n].map((id, i) => ({ id, i }))
    const columns = events(
      'visited',
      rows.map(({ i }) => ({ id: i, contact: 1, at: 7, properties: { page: `/${i}` } })),
    )
    const eventId = BigUint64Array.from(rows, ({ id }) => id)
    await store.facts.append(page('p1', { events: [{ ...columns, eventId }] }))
    const asked = [aggregate('first', PAGE), aggregate('last', PAGE)]
    expect(await scanned(store.facts, 'visited', asked)).toEqual(new Map([[1, ['/0', '/1']]]))
  })

  storeTest(fresh, 'a window is open below and closed above, and each aggregate has its own', async store => {
    await visited(store)
    const asked = [
      aggregate('count', null, { after: at(100), until: at(300) }),
      aggregate('count', null, { after: at(99), until: at(299) }),
      aggregate('count', null, { after: at(200), until: at(200) }),
      aggregate('sum', VALUE, { after: at(199), until: at(200) }),
      aggregate('last', TIME, { after: at(0), until: at(250) }),
    ]
    expect(await scanned(store.facts, 'visited', asked)).toEqual(
      new Map([
        [1, [2, 2, 0, 525, 200]],
        [2, [1, 1, 0, 1, 200]],
      ]),
    )
  })

  storeTest(fresh, 'a contact without a row in reach does not come', async store => {
    await visited(store)
    const reach = { after: at(200), until: at(300) }
    expect(await scanned(store.facts, 'visited', [aggregate('count', null, reach)])).toEqual(
      new Map([[1, [1]]]),
    )
  })

  storeTest(fresh, 'names that prepare was not told of are read all the same', async store => {
    await saveContacts(store, 3)
    await store.facts.append(page('p1', { events: [events('visited', VISITS)] }))
    const asked = [aggregate('sum', SECONDS), aggregate('last', PAGE)]
    const expected = new Map([
      [1, [0.3, '/a']],
      [2, [-3, '/c']],
    ])
    expect(await scanned(store.facts, 'visited', asked)).toEqual(expected)
    await store.facts.prepare({ ...NEEDS, events: new Map([['visited', new Set(['day'])]]) })
    expect(await scanned(store.facts, 'visited', asked)).toEqual(expected)
  })

  storeTest(fresh, 'values of another type are missing', async store => {
    await saveContacts(store, 1)
    await store.facts.prepare(NEEDS)
    const properties = {
      page: { a: 1 },
      seconds: 'soon',
      value: '1.005',
      mobile: 'maybe',
      until: 'x',
      day: '31.1.',
      tags: [1],
    }
    await store.facts.append(
      page('p1', { events: [events('visited', [{ id: 1, contact: 1, at: 5, properties }])] }),
    )
    const asked = [PAGE, SECONDS, VALUE, MOBILE, UNTIL, DAY, TAGS].map(property =>
      aggregate('count', property),
    )
    expect(await scanned(store.facts, 'visited', asked)).toEqual(new Map([[1, [0, 0, 0, 0, 0, 0, 0]]]))
    const unreadable = await store.facts.unreadable()
    expect(unreadable.map(({ property }) => property).sort()).toEqual(Object.keys(properties).sort())
    expect(unreadable.every(({ event, count }) => event === 'visited' && count === 1)).toBe(true)
  })

  storeTest(
    fresh,
    'amounts in another currency are counted where and when they are asked for',
    async store => {
      await saveContacts(store, 1)
      await store.facts.prepare(NEEDS)
      const values = ['12.50 CHF', '3', '7 SEK', 'free', ' ']
      const told = values.map((value, index) => ({
        id: index + 1,
        contact: 1,
        at: 10 * (index + 1),
        properties: { value, page: '1 EUR' },
      }))
      await store.facts.append(page('p1', { events: [events('visited', told)] }))
      const place = (after: number | null, until: number, property = 'value', event = 'visited') => ({
        event,
        property,
        after: after as Instant | null,
        until: until as Instant,
      })
      const places = [place(null, 100), place(10, 30), place(10, 29), place(null, 100, 'value', 'unheard')]
      expect(await store.facts.foreignAmounts(places)).toEqual([
        { count: 2, currencies: ['CHF', 'SEK'] },
        { count: 1, currencies: ['SEK'] },
        { count: 0, currencies: [] },
        { count: 0, currencies: [] },
      ])
    },
  )

  storeTest(fresh, 'blank and missing values are not called unreadable', async store => {
    await visited(store)
    const blank = { page: ' ', seconds: null, value: '' }
    await store.facts.append(
      page('p2', { events: [events('visited', [{ id: 9, contact: 1, at: 5, properties: blank }])] }),
    )
    expect(await store.facts.unreadable()).toEqual([])
  })

  storeTest(fresh, 'a merge joins the events of both contacts, without a new preparation', async store => {
    await visited(store)
    await store.state.saveIdentities({ created: [], merges: [{ from: contactNo(2), into: contactNo(3) }] })
    expect(await counts(store.facts, 'visited')).toEqual(
      new Map([
        [1, 3],
        [3, 1],
      ]),
    )
    await store.state.saveIdentities({ created: [], merges: [{ from: contactNo(3), into: contactNo(1) }] })
    const asked = [aggregate('count'), aggregate('min', SECONDS)]
    expect(await scanned(store.facts, 'visited', asked)).toEqual(new Map([[1, [4, -3]]]))
  })

  storeTest(fresh, 'sums beyond 2^53 are rounded once', async store => {
    await store.facts.prepare(NEEDS)
    const amounts = Array.from({ length: 100 }, () => '90071992547409.93')
    const rows = amounts.map((value, i) => ({
      id: i + 1,
      contact: 1,
      at: 5,
      properties: { value, seconds: 999_999_999_999.25 },
    }))
    await store.facts.append(page('p1', { events: [events('visited', rows)] }))
    const asked = [aggregate('sum', VALUE), aggregate('sum', SECONDS)]
    expect(await scanned(store.facts, 'visited', asked)).toEqual(
      new Map([[1, [Number(9_007_199_254_740_993n * 100n), Number(999_999_999_999_250_000n * 100n) / 1e6]]]),
    )
  })
}
