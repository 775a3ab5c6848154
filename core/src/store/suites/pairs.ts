import { expect } from 'vitest'
import type { Instant } from '../../schema/index.ts'
import type { KeySource, PropertyRef } from '../../segments/plan.ts'
import type { Store } from '../store.ts'
import { at, contactNo, events, NEEDS, page, type SampleEvent, saveContacts } from './samples.ts'
import { type FreshStore, storeTest } from './store-test.ts'

const PAGE: PropertyRef = { name: 'page', type: 'text' }
/** No definition names it, so no store has prepared it. */
const TITLE: PropertyRef = { name: 'title', type: 'text' }
const HOSTILE = `'); drop table event; -- "\u{1F600}`

const VISITS: readonly SampleEvent[] = [
  { id: 1, contact: 1, at: 300, properties: { page: '/a', title: 'Tent' } },
  { id: 4, contact: 1, at: 100, properties: { page: '/a', title: 'Old' } },
  { id: 3, contact: 2, at: 400, properties: { page: '/a' } },
  { id: 2, contact: 1, at: 100, properties: { title: 'nothing' } },
  { id: 5, contact: 2, at: 200, properties: { page: HOSTILE, title: HOSTILE } },
]

function source(more: Partial<KeySource> = {}): KeySource {
  return { type: 'visited', property: PAGE, after: null, until: 8.64e15 as Instant, where: null, ...more }
}

/** `contact value: times, last`, sorted. */
async function told(store: Store, ...sources: KeySource[]): Promise<string[]> {
  const rows: string[] = []
  for await (const { contactNo: who, values, times, lastAt } of store.facts.pairs({ sources }))
    for (const [row, value] of values.entries())
      rows.push(`${who[row]} ${value}: ${times[row]}, ${lastAt[row]}`)
  return rows.sort()
}

async function latest(store: Store, ...sources: KeySource[]): Promise<Record<string, unknown>> {
  const rows: Record<string, unknown> = {}
  const told = sources.map(each => ({ ...each, tell: [TITLE, null] }))
  for await (const { values, columns } of store.facts.latestByValue({ sources: told }))
    for (const [row, value] of values.entries()) rows[value] = columns.map(column => column[row])
  return rows
}

export function describePairs(fresh: () => Promise<FreshStore>): void {
  const happened = async (store: Store): Promise<void> => {
    await saveContacts(store, 3)
    await store.facts.prepare(NEEDS)
    await store.facts.append(page('visits', { events: [events('visited', VISITS)] }))
  }

  storeTest(fresh, 'every pair of a contact and a value comes once, with times and the last', async store => {
    await happened(store)
    expect(await told(store, source())).toEqual(
      ['1 /a: 2, 300', `2 ${HOSTILE}: 1, 200`, '2 /a: 1, 400'].sort(),
    )
    expect(await told(store, source({ after: at(100), until: at(300) }))).toEqual([
      '1 /a: 1, 300',
      `2 ${HOSTILE}: 1, 200`,
    ])
  })

  storeTest(fresh, 'pairs of several types are one, and a type that never was has none', async store => {
    await happened(store)
    const orders = [{ id: 9, contact: 1, at: 500, properties: { page: '/a', total: 5 } }]
    await store.facts.append(page('orders', { events: [events('order_placed', orders)] }))
    const both = [source(), source({ type: 'order_placed' })]
    expect(await told(store, ...both)).toContain('1 /a: 3, 500')
    expect(await told(store, source({ type: 'never' }))).toEqual([])
    expect(await told(store)).toEqual([])
  })

  storeTest(fresh, 'a test decides which rows take part', async store => {
    await happened(store)
    const where = { op: 'text', property: PAGE, is: 'in', values: [HOSTILE] } as const
    expect(await told(store, source({ where }))).toEqual([`2 ${HOSTILE}: 1, 200`])
  })

  storeTest(fresh, 'a merge joins the pairs of both contacts', async store => {
    await happened(store)
    await store.state.saveIdentities({ created: [], merges: [{ from: contactNo(1), into: contactNo(2) }] })
    expect(await told(store, source())).toContain('2 /a: 3, 400')
  })

  storeTest(
    fresh,
    'of each value the last that was told stands, and what was never told is missing',
    async store => {
      await happened(store)
      expect(await latest(store, source())).toEqual({ '/a': ['Tent', null], [HOSTILE]: [HOSTILE, null] })
      expect(await latest(store, source({ until: at(150) }))).toEqual({ '/a': ['Old', null] })
      expect(await latest(store, source({ type: 'never' }))).toEqual({})
    },
  )
}
