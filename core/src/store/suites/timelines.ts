import { expect } from 'vitest'
import type { Instant } from '../../schema/index.ts'
import type { TimelineSource } from '../../segments/plan.ts'
import type { Store } from '../store.ts'
import { at, contactNo, events, NEEDS, page, type SampleEvent, saveContacts } from './samples.ts'
import { type FreshStore, storeTest } from './store-test.ts'

const PAGE = { name: 'page', type: 'text' } as const

const VISITS: readonly SampleEvent[] = [
  { id: 1, contact: 1, at: 300, properties: { page: '/a' } },
  { id: 4, contact: 1, at: 100, properties: {} },
  { id: 3, contact: 2, at: 200, properties: { page: '/a' } },
  { id: 2, contact: 1, at: 100, properties: { page: '/b' } },
]
const ORDERS: readonly SampleEvent[] = [
  { id: 9, contact: 1, at: 100, properties: { total: 5 } },
  { id: 5, contact: 1, at: 400, properties: { total: 5 } },
]

function source(type: string, mark: number, more: Partial<TimelineSource> = {}): TimelineSource {
  return { type, mark, after: null, until: 8.64e15 as Instant, where: null, ...more }
}

const onPage = (text: string): Partial<TimelineSource> => ({
  where: { op: 'text', property: PAGE, is: 'in', values: [text] },
})

/** Time and marks of each contact's rows, in the order in which they came. */
async function told(store: Store, ...sources: TimelineSource[]): Promise<Map<number, [number, number][]>> {
  const rows = new Map<number, [number, number][]>()
  let previous = -1
  for await (const chunk of store.facts.timeline({ key: JSON.stringify(sources), sources })) {
    chunk.contactNo.forEach((no, row) => {
      if (no !== previous && rows.has(no)) throw new Error(`The rows of contact ${no} do not come together.`)
      previous = no
      rows.set(no, [...(rows.get(no) ?? []), [chunk.at[row] as number, chunk.marks[row] as number]])
    })
  }
  return new Map([...rows].sort(([a], [b]) => a - b))
}

export function describeTimelines(fresh: () => Promise<FreshStore>): void {
  const happened = async (store: Store): Promise<void> => {
    await saveContacts(store, 3)
    await store.facts.prepare(NEEDS)
    const told = [events('visited', VISITS), events('order_placed', ORDERS)]
    // Later visits first, and visits before orders, so that no order comes about by itself.
    for (const [index, columns] of told.entries()) {
      await store.facts.append(page(`p${index}`, { events: [columns] }))
    }
  }

  storeTest(fresh, 'rows of a contact come by time, then type, then event id', async store => {
    await happened(store)
    const sources = [source('order_placed', 2), source('visited', 0), source('visited', 1, onPage('/b'))]
    expect(await told(store, ...sources)).toEqual(
      new Map([
        // At 100 the order, whose type is first, then visits 2 (marked twice) and 4.
        [
          1,
          [
            [100, 4],
            [100, 3],
            [100, 1],
            [300, 1],
            [400, 4],
          ],
        ],
        [2, [[200, 1]]],
      ]),
    )
  })

  storeTest(fresh, 'rows without a mark do not come, and windows are open below', async store => {
    await happened(store)
    const inside = source('visited', 5, { after: at(100), until: at(300) })
    expect(await told(store, inside)).toEqual(
      new Map([
        [1, [[300, 32]]],
        [2, [[200, 32]]],
      ]),
    )
    const either = [source('visited', 0, { until: at(100) }), source('visited', 1, { after: at(250) })]
    expect(await told(store, ...either)).toEqual(
      new Map([
        [
          1,
          [
            [100, 1],
            [100, 1],
            [300, 2],
          ],
        ],
      ]),
    )
    expect(await told(store, source('visited', 30, onPage('/z')))).toEqual(new Map())
    expect(await told(store, source('never', 0))).toEqual(new Map())
  })

  storeTest(fresh, 'a merge joins the rows of both contacts in one order', async store => {
    await happened(store)
    await store.state.saveIdentities({ created: [], merges: [{ from: contactNo(1), into: contactNo(2) }] })
    const times = (await told(store, source('visited', 0))).get(2)?.map(([time]) => time)
    expect(times).toEqual([100, 100, 200, 300])
  })
}
