import fc from 'fast-check'
import { expect } from 'vitest'
import type { ContactNo } from '../../schema/index.ts'
import type { Store } from '../store.ts'
import { contactNo, events, NEEDS, page, type SampleEvent, saveContacts } from './samples.ts'
import { aggregate, scanned } from './scanning.ts'
import { type FreshStore, storeTest } from './store-test.ts'
import { PAGE, TIME } from './visits.ts'

const MOST_CONTACTS = 8
const TOTAL = { name: 'total', type: 'money' } as const

/** Everything that can be asked of events, in an order that does not depend on the store. */
async function answers(store: Store) {
  const { facts } = store
  const everyone = Array.from({ length: MOST_CONTACTS }, (_, i) => contactNo(i + 1) as ContactNo)
  const told = []
  for await (const part of facts.eventsOf(everyone, ['visited', 'order_placed'])) told.push(...part)
  return {
    visits: await scanned(facts, 'visited', [
      aggregate('count'),
      aggregate('last', PAGE),
      aggregate('min', TIME),
    ]),
    orders: await scanned(facts, 'order_placed', [aggregate('count'), aggregate('sum', TOTAL)]),
    counts: await facts.countEvents(),
    told,
  }
}

const sample = fc.record({
  id: fc.integer({ min: 1, max: 30 }),
  contact: fc.integer({ min: 1, max: MOST_CONTACTS }),
  at: fc.integer({ min: 0, max: 9 }),
  properties: fc.record({ page: fc.constantFrom('/a', '/b'), total: fc.integer({ min: 0, max: 5 }) }),
})
/** A visit keeps its time and its contact with its id; an order may come again changed. */
const visit = sample.map((row): SampleEvent => ({ ...row, at: row.id % 7, contact: 1 + (row.id % 5) }))
const step = fc.oneof(
  fc.record({ visits: fc.array(visit, { minLength: 1, maxLength: 8 }) }),
  fc.record({ orders: fc.array(sample, { minLength: 1, maxLength: 4 }) }),
  fc.record({ merge: fc.tuple(sample, sample) }),
)

export function describeCompaction(fresh: () => Promise<FreshStore>, randomRuns: number): void {
  storeTest(fresh, 'a store without rows has nothing to compact', async store => {
    await store.facts.prepare(NEEDS)
    await store.facts.compact({ force: true })
    expect(await scanned(store.facts, 'visited', [aggregate('count')])).toEqual(new Map())
  })

  storeTest(fresh, 'few rows are left as they are unless asked', async store => {
    await saveContacts(store, 1)
    await store.facts.prepare(NEEDS)
    await store.facts.append(page('p', { events: [events('visited', [{ id: 1, contact: 1, at: 5 }])] }))
    expect(await store.facts.compact({ force: false })).toEqual({ tables: 0, rows: 0 })
  })

  storeTest(
    fresh,
    'a contact merged after a compaction, or told of after it, is the one it is',
    async store => {
      await saveContacts(store, 3)
      await store.facts.prepare(NEEDS)
      const visitOf = (id: number, contact: number) =>
        store.facts.append(page(`p${id}`, { events: [events('visited', [{ id, contact, at: id }])] }))
      const visits = () => scanned(store.facts, 'visited', [aggregate('count')])
      await visitOf(1, 1)
      await visitOf(2, 2)
      await store.state.saveIdentities({ created: [], merges: [{ from: contactNo(2), into: contactNo(1) }] })
      await store.facts.compact({ force: true })
      expect(await visits()).toEqual(new Map([[1, [2]]]))
      await visitOf(3, 2)
      expect(await visits()).toEqual(new Map([[1, [3]]]))
      await store.state.saveIdentities({ created: [], merges: [{ from: contactNo(1), into: contactNo(3) }] })
      expect(await visits()).toEqual(new Map([[3, [3]]]))
    },
  )

  storeTest(
    fresh,
    'answers are the same before and after, whatever came in which order',
    async (store, reopen) => {
      await saveContacts(store, MOST_CONTACTS)
      await store.facts.prepare(NEEDS)
      let pages = 0
      let open = store
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 5 }), async steps => {
          for (const each of steps) {
            if ('merge' in each) {
              const [from, into] = each.merge.map(({ contact }) => contactNo(contact)) as [
                ContactNo,
                ContactNo,
              ]
              if (from !== into) await open.state.saveIdentities({ created: [], merges: [{ from, into }] })
            } else {
              const columns =
                'visits' in each ? events('visited', each.visits) : events('order_placed', each.orders)
              await open.facts.append(page(`p${pages++}`, { events: [columns] }))
            }
          }
          const before = await answers(open)
          await open.facts.compact({ force: true })
          expect(await answers(open)).toEqual(before)
        }),
        { numRuns: randomRuns },
      )
      const before = await answers(open)
      open = await reopen()
      expect(await answers(open)).toEqual(before)
    },
  )
}
