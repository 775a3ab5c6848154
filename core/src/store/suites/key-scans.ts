import { expect } from 'vitest'
import type { Instant } from '../../schema/index.ts'
import type { KeyScan, KeySource } from '../../segments/plan.ts'
import type { Store } from '../store.ts'
import { at, contactNo, events, NEEDS, page, type SampleEvent, saveContacts } from './samples.ts'
import { type FreshStore, storeTest } from './store-test.ts'

const PAGE = { name: 'page', type: 'text' } as const
const SECONDS = { name: 'seconds', type: 'number' } as const

/** Contact 1 sees /a, /b, /c and then /a again; contact 2 only /b; contact 3 a page without a name. */
const VISITS: readonly SampleEvent[] = [
  { id: 1, contact: 1, at: 100, properties: { page: '/a', seconds: 1 } },
  { id: 2, contact: 1, at: 200, properties: { page: '/b', seconds: 1 } },
  { id: 3, contact: 1, at: 300, properties: { page: '/c', seconds: 2 } },
  { id: 4, contact: 1, at: 400, properties: { page: '/a' } },
  { id: 5, contact: 2, at: 200, properties: { page: '/b' } },
  { id: 6, contact: 3, at: 200, properties: {} },
]

function source(more: Partial<KeySource> = {}): KeySource {
  return { type: 'visited', property: PAGE, after: null, until: 8.64e15 as Instant, where: null, ...more }
}

const inTime = (after: number | null, until: number): Partial<KeySource> => ({
  after: after === null ? null : at(after),
  until: at(until),
})

/** Values and matched ones by contact. */
async function counted(store: Store, scan: Partial<KeyScan>): Promise<Map<number, (number | undefined)[]>> {
  const asked = { subject: [source()], match: [], last: null, ...scan }
  const answers = new Map<number, (number | undefined)[]>()
  for await (const { contactNo: numbers, columns } of store.facts.countKeys({
    key: JSON.stringify(asked),
    ...asked,
  })) {
    numbers.forEach((no, row) => {
      if (answers.has(no)) throw new Error(`Contact ${no} came twice.`)
      answers.set(
        no,
        columns.map(({ values }) => Number(values[row])),
      )
    })
  }
  return new Map([...answers].sort(([a], [b]) => a - b))
}

export function describeKeyScans(fresh: () => Promise<FreshStore>): void {
  const visited = async (store: Store): Promise<void> => {
    await saveContacts(store, 3)
    await store.facts.prepare(NEEDS)
    await store.facts.append(page('p1', { events: [events('visited', VISITS)] }))
  }
  const cases: readonly [string, Partial<KeyScan>, [number, number[]][]][] = [
    [
      'different values, those without any left out',
      {},
      [
        [1, [3, 0]],
        [2, [1, 0]],
      ],
    ],
    ['of numbers', { subject: [source({ property: SECONDS })] }, [[1, [2, 0]]]],
    [
      'in a window',
      { subject: [source(inTime(100, 200))] },
      [
        [1, [1, 0]],
        [2, [1, 0]],
      ],
    ],
    [
      'of rows that pass',
      { subject: [source({ where: { op: 'exists', property: SECONDS } })] },
      [[1, [3, 0]]],
    ],
    ['of a type that never occurred', { subject: [source({ type: 'never' })] }, []],
    [
      'matched by rows of another time',
      { match: [source(inTime(250, 400))] },
      [
        [1, [3, 2]],
        [2, [1, 0]],
      ],
    ],
    [
      'matched by nothing that occurred',
      { match: [source({ type: 'never' })] },
      [
        [1, [3, 0]],
        [2, [1, 0]],
      ],
    ],
    // The last two are /a, seen again at 400, and /c; /b matches too, but comes before them.
    [
      'the last two',
      { last: 2, match: [source(inTime(100, 300))] },
      [
        [1, [2, 1]],
        [2, [1, 1]],
      ],
    ],
    [
      'the last one',
      { last: 1, match: [source(inTime(100, 300))] },
      [
        [1, [1, 0]],
        [2, [1, 1]],
      ],
    ],
    [
      'the last of a window',
      { last: 1, subject: [source(inTime(null, 399))], match: [source(inTime(250, 300))] },
      [
        [1, [1, 1]],
        [2, [1, 0]],
      ],
    ],
  ]
  storeTest(fresh, 'different values are counted, matched and cut to the latest', async store => {
    await visited(store)
    for (const [title, scan, expected] of cases) {
      expect(await counted(store, scan), title).toEqual(new Map(expected))
    }
  })

  storeTest(
    fresh,
    'values of several types are one set, and the later type is later at one instant',
    async store => {
      await visited(store)
      const order = { id: 1, contact: 1, at: 400, properties: { category: '/c' } }
      await store.facts.append(page('p2', { events: [events('order_placed', [order])] }))
      const category = { name: 'category', type: 'text' } as const
      const subject = [source({ type: 'order_placed', property: category }), source()]
      expect(await counted(store, { subject })).toEqual(
        new Map([
          [1, [3, 0]],
          [2, [1, 0]],
        ]),
      )
      // /a and /c are both of 400; the visit's type comes second, so /a is the last.
      const match = [source({ where: { op: 'text', property: PAGE, is: 'in', values: ['/a'] } })]
      expect((await counted(store, { subject, match, last: 1 })).get(1)).toEqual([1, 1])
      expect((await counted(store, { subject: subject.toReversed(), match, last: 1 })).get(1)).toEqual([1, 0])
    },
  )

  storeTest(fresh, 'one instant goes by event id, unsigned', async store => {
    await saveContacts(store, 1)
    await store.facts.prepare(NEEDS)
    const rows = ['/high', '/low'].map((name, id) => ({ id, contact: 1, at: 7, properties: { page: name } }))
    const columns = { ...events('visited', rows), eventId: BigUint64Array.of(2n ** 63n + 1n, 9n) }
    await store.facts.append(page('p1', { events: [columns] }))
    const match = [source({ where: { op: 'text', property: PAGE, is: 'in', values: ['/high'] } })]
    expect(await counted(store, { match, last: 1 })).toEqual(new Map([[1, [1, 1]]]))
  })

  storeTest(fresh, 'a merge joins the values of both contacts', async store => {
    await visited(store)
    await store.state.saveIdentities({ created: [], merges: [{ from: contactNo(1), into: contactNo(2) }] })
    expect(await counted(store, { match: [source(inTime(250, 400))] })).toEqual(new Map([[2, [3, 2]]]))
  })
}
