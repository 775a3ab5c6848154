import { expect } from 'vitest'
import { createRandom } from '../../scores/index.ts'
import type { FactArrivals, FactScans } from '../fact-store.ts'
import type { Store } from '../store.ts'
import { at, contactNo, events, NEEDS, page, type SampleEvent, saveContacts } from './samples.ts'
import { aggregate, scanned } from './scanning.ts'
import { type FreshStore, storeTest } from './store-test.ts'
import { PAGE } from './visits.ts'

const arrivalsOf = ({ facts: { arrivals } }: Store): FactArrivals => {
  if (arrivals === undefined)
    throw new Error('This store does not tell what was known when; leave out its suite.')
  return arrivals
}

export function describeArrivals(fresh: () => Promise<FreshStore>): void {
  storeTest(fresh, 'before the first arrival nothing was known', async store => {
    await prepared(store)
    const arrivals = arrivalsOf(store)
    expect(await arrivals.first()).toBeNull()
    const visit = events('visited', [{ id: 1, contact: 1, at: 5, properties: { page: '/a' } }])
    await store.facts.append(page('old', { events: [visit] }))
    expect(await arrivals.first()).toBeNull()
    const other = events('visited', [{ id: 2, contact: 1, at: 6, properties: { page: '/b' } }])
    await store.facts.append(page('new', { events: [other], receivedAt: at(100) }))
    expect(await arrivals.first()).toBe(100)
    expect(await told(await arrivals.knownAt(at(99)))).toEqual({
      visits: {},
      pages: {},
      orders: {},
      unprepared: {},
      order: [],
    })
    // What came before arrivals were noted was there by the first of them.
    expect((await told(await arrivals.knownAt(at(100)))).visits).toEqual({ 1: [2, 6] })
  })

  storeTest(
    fresh,
    'a page told again, or without news, is no arrival, and a clock may go back',
    async store => {
      await prepared(store)
      const arrivals = arrivalsOf(store)
      const visit = (id: number) =>
        events('visited', [{ id, contact: 1, at: id, properties: { page: '/a' } }])
      await store.facts.append(page('p1', { events: [visit(1)], receivedAt: at(100) }))
      await store.facts.append(page('p1', { events: [visit(1)], receivedAt: at(200) }))
      await store.facts.append(page('p2', { events: [visit(1)], receivedAt: at(300) }))
      await store.facts.append(page('p3', { events: [visit(2)], receivedAt: at(50) }))
      await store.facts.append(page('p4', { events: [visit(3)], receivedAt: at(400) }))
      const visits = async (moment: number) => (await told(await arrivals.knownAt(at(moment)))).visits
      expect([await visits(100), await visits(399), await visits(400)]).toEqual([
        { 1: [2, 2] },
        { 1: [2, 2] },
        { 1: [3, 3] },
      ])
    },
  )

  storeTest(fresh, 'what was known at a moment is what a store says that never got more', async store => {
    for (const seed of [1, 2, 3]) {
      const place = await fresh()
      const whole = await place.open()
      await prepared(whole)
      const pages = history(seed)
      for (const each of pages) await whole.facts.append(each)
      // Neither order nor merges that tables were written with since may tell more than was known.
      await whole.state.saveIdentities({ created: [], merges: [{ from: contactNo(3), into: contactNo(2) }] })
      await whole.facts.compact({ force: true })
      for (const until of [1, 3, 6, pages.length]) {
        const early = await fresh()
        const part = await early.open()
        await prepared(part)
        for (const each of pages.slice(0, until)) await part.facts.append(each)
        await part.state.saveIdentities({ created: [], merges: [{ from: contactNo(3), into: contactNo(2) }] })
        const known = await arrivalsOf(whole).knownAt(at(until * 1_000))
        expect(await told(known), `seed ${seed}, ${until} pages`).toEqual(await told(part.facts))
        await part.close()
        await early.remove()
      }
      await whole.close()
      await place.remove()
    }
    await prepared(store)
  })
}

async function prepared(store: Store): Promise<void> {
  await saveContacts(store, 3)
  await store.facts.prepare(NEEDS)
}

/** Pages a second apart: new visits and orders of any time, orders changed, and orders taken back. */
function history(seed: number) {
  const random = createRandom(seed)
  const any = (most: number) => 1 + Math.floor(most * random())
  const visits = new Set<number>()
  return Array.from({ length: 9 }, (_, index) => {
    const seen = Array.from({ length: 3 }, (): SampleEvent => {
      const id = any(1_000)
      visits.add(id)
      return { id, contact: any(3), at: id, properties: { page: `/${any(3)}`, seconds: any(9) } }
    })
    const orders = new Map(
      Array.from({ length: 3 }, (): [number, SampleEvent] => {
        const id = any(6)
        const properties = { total: `${any(20)}.00`, category: 'tea' }
        return [
          id,
          { id, contact: any(3), at: any(1_000), properties, ...(any(4) === 1 && { retracted: true }) },
        ]
      }),
    )
    return page(`p${index}`, {
      events: [events('visited', seen), events('order_placed', [...orders.values()])],
      receivedAt: at((index + 1) * 1_000),
    })
  })
}

/** What a store says by each way of asking that features use. */
async function told(facts: FactScans) {
  const far = { after: null, until: at(1e12) }
  const scan = async (type: string, aggregates: ReturnType<typeof aggregate>[]) =>
    Object.fromEntries(await scanned(facts, type, aggregates))
  const pages: Record<number, number[]> = {}
  const subject = [{ type: 'visited', property: PAGE, where: null, ...far }]
  for await (const { contactNo: numbers, columns } of facts.countKeys({
    key: 'k',
    subject,
    match: [],
    last: null,
  }))
    numbers.forEach((no, row) => {
      pages[no] = columns.map(({ values }) => Number(values[row]))
    })
  const order: number[][] = []
  const sources = ['visited', 'order_placed'].map((type, mark) => ({ type, where: null, mark, ...far }))
  for await (const chunk of facts.timeline({ key: 't', sources }))
    chunk.contactNo.forEach((no, row) => {
      order.push([no, chunk.at[row] as number, chunk.marks[row] as number])
    })
  const total = { name: 'total', type: 'money' } as const
  return {
    visits: await scan('visited', [aggregate('count'), aggregate('max', { name: 'at', type: 'instant' })]),
    pages,
    orders: await scan('order_placed', [aggregate('count'), aggregate('sum', total)]),
    // A property of a type that nobody prepared is read from the log.
    unprepared: await scan('order_placed', [aggregate('max', { name: 'total', type: 'number' })]),
    order,
  }
}
