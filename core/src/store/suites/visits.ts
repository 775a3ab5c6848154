import type { PropertyRef } from '../../segments/plan.ts'
import type { Store } from '../store.ts'
import { events, NEEDS, page, type SampleEvent, saveContacts } from './samples.ts'

export const PAGE: PropertyRef = { name: 'page', type: 'text' }
export const SECONDS: PropertyRef = { name: 'seconds', type: 'number' }
export const VALUE: PropertyRef = { name: 'value', type: 'money' }
export const MOBILE: PropertyRef = { name: 'mobile', type: 'boolean' }
export const UNTIL: PropertyRef = { name: 'until', type: 'instant' }
export const DAY: PropertyRef = { name: 'day', type: 'date' }
export const TAGS: PropertyRef = { name: 'tags', type: 'texts' }
export const TIME: PropertyRef = { name: 'at', type: 'instant' }

/** Contact 1 has three visits of which one says nothing; contact 2 has one; contact 3 none. */
export const VISITS: readonly SampleEvent[] = [
  {
    id: 1,
    contact: 1,
    at: 100,
    properties: {
      page: '/b',
      seconds: 0.1,
      value: '10.00',
      mobile: true,
      until: '1970-01-01T00:00:01Z',
      day: '1970-01-03',
      tags: ['new', 'sale'],
    },
  },
  {
    id: 2,
    contact: 1,
    at: 200,
    properties: { page: '/a', seconds: 0.2, value: 5.25, mobile: false, day: '1969-12-31', tags: [] },
  },
  { id: 3, contact: 1, at: 300, properties: {} },
  { id: 4, contact: 2, at: 200, properties: { page: '/c', seconds: -3, value: '0.01', tags: ['old'] } },
]

/** Stores the contacts and their visits. */
export async function visited(store: Store): Promise<void> {
  await saveContacts(store, 3)
  await store.facts.prepare(NEEDS)
  await store.facts.append(page('p1', { events: [events('visited', VISITS)] }))
}
