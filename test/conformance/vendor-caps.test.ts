import { simulatedClock } from '@esplanade/connector-kit'
import { type EmulatorDefinition, startEmulator } from '@esplanade/connector-kit/emulator'
import type { Instant } from '@esplanade/core/schema'
import { EMULATED_ACCESS_TOKEN, hubspotEmulator } from '@esplanade/hubspot/emulator'
import { EMULATED_API_KEY, klaviyoEmulator } from '@esplanade/klaviyo/emulator'
import { EMULATOR_API_KEY, mailchimpEmulator } from '@esplanade/mailchimp/emulator'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

/** A bound of the vendor: the request that just keeps it is answered, the next larger one is refused. */
type Cap = readonly [what: string, most: number, request: (size: number) => readonly [string, unknown?]]

const times = <Item>(count: number, item: (at: number) => Item): Item[] =>
  Array.from({ length: count }, (_, at) => item(at))
const email = (at: number) => `cap-${at}@example.com`

/** A body that is `size` bytes long as JSON: `make` is given the padding that it still needs, in pieces. */
function ofBytes(size: number, pieces: number, make: (padding: readonly string[]) => object): object {
  const bare = JSON.stringify(make(times(pieces, () => ''))).length
  const each = Math.floor((size - bare) / pieces)
  const rest = size - bare - each * pieces
  return make(times(pieces, at => 'x'.repeat(at === 0 ? each + rest : each)))
}

/** The descriptions have no bounds for most of these: they stand in the text of the documentation. */
function describeCaps<State>(
  name: string,
  emulator: EmulatorDefinition<State>,
  headers: Record<string, string>,
  seed: (state: State) => void,
  caps: readonly Cap[],
): void {
  describe(`${name} refuses one past`, () => {
    let running: Awaited<ReturnType<typeof startEmulator<State>>>
    beforeAll(async () => {
      const clock = simulatedClock(Date.parse('2026-03-01T12:00:00Z') as Instant)
      running = await startEmulator(emulator, { clock, enforceLimits: false })
      seed(running.state)
    })
    afterAll(() => running.close())

    test.each(caps)('%s: %i', async (_, most, request) => {
      const statusOf = async (size: number) => {
        const [call, body] = request(size)
        const [method = '', path = ''] = call.split(' ')
        const { status } = await fetch(`${running.url}${emulator.basePath}${path}`, {
          method,
          headers: { ...headers, 'content-type': 'application/json' },
          ...(body !== undefined && { body: JSON.stringify(body) }),
        })
        return Math.floor(status / 100)
      }
      expect([await statusOf(most), await statusOf(most + 1)]).toEqual([2, 4])
    })
  })
}

describeCaps(
  'Mailchimp',
  mailchimpEmulator,
  { authorization: `Bearer ${EMULATOR_API_KEY}` },
  account => {
    account.addAudience({ id: 'l', name: 'Letter' })
    account.addMember('l', { email: email(0), tags: ['VIP'] })
  },
  [
    ['rows of a page', 1_000, size => [`GET /lists/l/members?count=${size}`]],
    [
      'members of a batch',
      500,
      size => [
        'POST /lists/l',
        { members: times(size, at => ({ email_address: email(at), status: 'subscribed' })) },
      ],
    ],
    ['members to tag', 500, size => ['POST /lists/l/segments/1', { members_to_add: times(size, email) }]],
    [
      'members to untag',
      500,
      size => ['POST /lists/l/segments/1', { members_to_remove: times(size, email) }],
    ],
    [
      'characters of a tag',
      100,
      size => ['POST /lists/l/segments', { name: 'x'.repeat(size), static_segment: [] }],
    ],
    [
      'operations of a batch',
      1_000,
      size => ['POST /batches', { operations: times(size, () => ({ method: 'GET', path: '/ping' })) }],
    ],
    [
      'characters of the name of an event',
      30,
      size => [`POST /lists/l/members/${email(0)}/events`, { name: 'x'.repeat(size) }],
    ],
    [
      'characters of a merge tag',
      10,
      size => ['POST /lists/l/merge-fields', { tag: 'X'.repeat(size), name: 'X', type: 'text' }],
    ],
  ],
)

const group = (filters: number) => ({
  filters: times(filters, () => ({ propertyName: 'city', operator: 'EQ', value: 'x' })),
})
const search = (groups: readonly unknown[], more: object = {}) =>
  ['POST /crm/v3/objects/contacts/search', { filterGroups: groups, ...more }] as const

describeCaps(
  'HubSpot',
  hubspotEmulator,
  { authorization: `Bearer ${EMULATED_ACCESS_TOKEN}` },
  account => {
    for (const at of times(101, index => index)) account.addContact({ email: email(at) })
    account.addList({ name: 'By hand' })
  },
  [
    ['contacts of a page', 100, size => [`GET /crm/v3/objects/contacts?limit=${size}`]],
    ['results of a search page', 200, size => search([], { limit: size })],
    ['filter groups', 5, size => search(times(size, () => group(1)))],
    ['filters of a group', 6, size => search([group(size)])],
    ['filters of a search', 18, size => search([group(6), group(6), group(size - 12)])],
    ['sorts of a search', 1, size => search([], { sorts: times(size, () => 'createdate') })],
    [
      'characters of a search',
      3_000,
      size => [
        'POST /crm/v3/objects/contacts/search',
        ofBytes(size, 1, ([value]) => ({
          filterGroups: [{ filters: [{ propertyName: 'city', operator: 'EQ', value }] }],
        })),
      ],
    ],
    [
      'contacts of a batch read',
      100,
      size => ['POST /crm/v3/objects/contacts/batch/read', { inputs: times(size, at => ({ id: `${at}` })) }],
    ],
    [
      'contacts of a batch create',
      100,
      size => [
        'POST /crm/v3/objects/contacts/batch/create',
        { inputs: times(size, at => ({ properties: { email: `new-${at}@example.com` } })) },
      ],
    ],
    [
      'properties of a batch create',
      100,
      size => [
        'POST /crm/v3/properties/contacts/batch/create',
        {
          inputs: times(size, at => ({
            name: `cap_${at}`,
            label: 'Cap',
            type: 'string',
            fieldType: 'text',
            groupName: 'contactinformation',
          })),
        },
      ],
    ],
    [
      'orders whose contacts are asked for',
      1_000,
      size => [
        'POST /crm/v4/associations/orders/contacts/batch/read',
        { inputs: times(size, at => ({ id: `${at}` })) },
      ],
    ],
    ['mail events of a page', 1_000, size => [`GET /email/public/v1/events?limit=${size}`]],
    ['lists of a search page', 500, size => ['POST /crm/v3/lists/search', { count: size }]],
  ],
)

const job = (type: string, attributes: object) => ({ data: { type, attributes } })
const profiles = (size: number, attributes: (at: number) => object) => ({
  profiles: { data: times(size, at => ({ type: 'profile', attributes: attributes(at) })) },
})
const consent = (word: string) => (at: number) => ({
  email: email(at),
  subscriptions: { email: { marketing: { consent: word } } },
})
const event = (properties: number, name = 'Cap') => ({
  properties: Object.fromEntries(times(properties, at => [`p${at}`, at])),
  metric: { data: { type: 'metric', attributes: { name } } },
  profile: { data: { type: 'profile', attributes: { email: email(0) } } },
})
const bulkEvents = (size: number) => {
  const { profile, ...attributes } = event(1)
  const one = { profile, events: { data: [{ type: 'event', attributes }] } }
  const data = times(size, () => ({ type: 'event-bulk-create', attributes: one }))
  return job('event-bulk-create-job', { 'events-bulk-create': { data } })
}
const merge = (into: string, sources: readonly string[]) => ({
  data: {
    type: 'profile-merge',
    id: into,
    relationships: { profiles: { data: sources.map(id => ({ type: 'profile', id })) } },
  },
})

const ids: string[] = []
let list = ''

describeCaps(
  'Klaviyo',
  klaviyoEmulator,
  { authorization: `Klaviyo-API-Key ${EMULATED_API_KEY}`, revision: '2026-07-15' },
  account => {
    for (const at of times(1_001, index => index)) ids.push(account.addProfile({ email: email(at) }).id)
    list = account.addList({ name: 'By hand' }).id
  },
  [
    ['profiles of a page', 100, size => [`GET /api/profiles?page[size]=${size}`]],
    ['lists of a page', 10, size => [`GET /api/lists?page[size]=${size}`]],
    ['events of a page', 1_000, size => [`GET /api/events?page[size]=${size}`]],
    [
      'profiles of an import',
      10_000,
      size => [
        'POST /api/profile-bulk-import-jobs',
        job(
          'profile-bulk-import-job',
          profiles(size, at => ({ email: email(at) })),
        ),
      ],
    ],
    [
      'bytes of an import',
      5_000_000,
      size => [
        'POST /api/profile-bulk-import-jobs',
        ofBytes(size, 100, padding =>
          job(
            'profile-bulk-import-job',
            profiles(padding.length, at => ({ email: email(at), properties: { padding: padding[at] } })),
          ),
        ),
      ],
    ],
    [
      'bytes of a profile',
      100_000,
      size => [
        'POST /api/profile-import',
        ofBytes(size, 1, ([padding]) => job('profile', { email: email(0), properties: { padding } })),
      ],
    ],
    [
      'profiles to subscribe',
      1_000,
      size => [
        'POST /api/profile-subscription-bulk-create-jobs',
        job('profile-subscription-bulk-create-job', profiles(size, consent('SUBSCRIBED'))),
      ],
    ],
    [
      'profiles to unsubscribe',
      100,
      size => [
        'POST /api/profile-subscription-bulk-delete-jobs',
        job('profile-subscription-bulk-delete-job', profiles(size, consent('UNSUBSCRIBED'))),
      ],
    ],
    [
      'profiles to suppress',
      100,
      size => [
        'POST /api/profile-suppression-bulk-create-jobs',
        job(
          'profile-suppression-bulk-create-job',
          profiles(size, at => ({ email: email(at) })),
        ),
      ],
    ],
    [
      'members to add to a list',
      1_000,
      size => [
        `POST /api/lists/${list}/relationships/profiles`,
        { data: ids.slice(0, size).map(id => ({ type: 'profile', id })) },
      ],
    ],
    ['properties of an event', 400, size => ['POST /api/events', job('event', event(size))]],
    ['characters of a metric', 127, size => ['POST /api/events', job('event', event(1, 'x'.repeat(size)))]],
    [
      'bytes of a text of an event',
      100_000,
      size => ['POST /api/events', job('event', { ...event(0), properties: { text: 'x'.repeat(size) } })],
    ],
    ['events of a bulk call', 1_000, size => ['POST /api/event-bulk-create-jobs', bulkEvents(size)]],
    [
      'profiles to merge',
      1,
      size => ['POST /api/profile-merge', merge(ids[0] ?? '', ids.slice(1, size + 1))],
    ],
  ],
)
