import { hours, instant } from '@esplanade/connector-kit'
import { seededRandom } from '@esplanade/connector-kit/emulator'
import { klaviyoConnector } from '@esplanade/klaviyo'
import { EMULATED_API_KEY, exampleConfig, klaviyoEmulator, seedExample } from '@esplanade/klaviyo/emulator'
import { describe, expect, test } from 'vitest'
import { referenceDir } from '../reference-dir.ts'
import { describedRun } from './described-run.ts'
import { driveConnector, write } from './drive-connector.ts'
import { undeclared } from './known-deviations.ts'

describe.skipIf(referenceDir === undefined)('Klaviyo against its description', () => {
  test('every request and every answer', { timeout: 60_000 }, async () => {
    const headers = { authorization: `Klaviyo-API-Key ${EMULATED_API_KEY}`, revision: '2026-07-15' }
    const { emulator, clock, ask, issues, unserved } = await describedRun(
      'klaviyo.json',
      klaviyoEmulator,
      headers,
    )
    try {
      const account = emulator.state
      const now = clock.now()
      seedExample(account, { members: 40, random: seededRandom(7), now })
      const full = account.addProfile({
        email: 'full@example.com',
        phone_number: '+4915112345678',
        external_id: 'x-1',
        attributes: {
          title: 'Dr',
          organization: 'Acme',
          locale: 'de-DE',
          image: 'https://example.com/i.png',
        },
        location: {
          city: 'Bonn',
          country: 'Germany',
          latitude: 50.7,
          longitude: 7.1,
          timezone: 'Europe/Berlin',
        },
        properties: { likes: ['tea', 'rain'], nested: { deep: 1 } },
        subscriptions: {
          email: { consent: 'SUBSCRIBED' },
          sms: { consent: 'SUBSCRIBED' },
          openTracking: { consent: 'UNSUBSCRIBED', at: now - hours(9) },
          suppressions: [{ reason: 'HARD_BOUNCE', at: now - hours(2) }],
        },
      })
      account.recordEvent({
        metric: 'Clicked Email',
        profileId: full.id,
        at: now - hours(3),
        properties: { URL: 'https://example.com/' },
      })
      account.recordEvent({ metric: 'Bounced Email', at: now - hours(3) })
      account.catalogue.addCampaign(
        { name: 'A or B', subjects: ['A', 'B'], sentAt: now - hours(4) },
        now - hours(5),
      )
      account.catalogue.addCampaign({ name: 'Draft', subjects: ['Soon'], sentAt: null }, now - hours(5))
      account.catalogue.addCampaign(
        { name: 'Text', subjects: ['Hi'], channel: 'sms', sentAt: now - hours(4) },
        now - hours(5),
      )
      const lamp = 'https://example.com/lamp'
      account.catalogue.addItem(
        { externalId: 'lamp', title: 'Lamp', price: 12.5, url: lamp, image: `${lamp}.jpg` },
        now,
      )
      const engaged = account.catalogue.addSegment('Engaged', now, [full.id]).id
      account.addList({ name: 'Old' })
      account.addToList('Old', full.id)
      const driven = await driveConnector({
        connector: klaviyoConnector,
        config: exampleConfig(emulator.url),
        clock,
        target: { kind: 'list', name: 'Described' },
        fields: [
          { name: 'd_text', type: 'text', value: 'words' },
          { name: 'd_number', type: 'number', value: 12.5 },
          { name: 'd_date', type: 'date', value: '2026-02-28' },
          { name: 'd_list', type: 'text', value: ['a', 'b'] },
          { name: 'd_boolean', type: 'boolean', value: true },
          { name: 'first_name', type: 'text', value: 'Ada' },
          { name: 'location.city', type: 'text', value: 'Bonn' },
        ],
        meanwhile: () => {
          account.unsubscribe('person5@example.com')
          account.unsubscribe('full@example.com', { list: 'Old' })
        },
        further: async (context, _where, rows) => {
          const { operations } = klaviyoConnector
          const known = context as Parameters<typeof klaviyoConnector.createTarget>[0]
          await klaviyoConnector.describe?.(known)
          const tag = { kind: 'property-tag', container: '', name: 'VIP', property: 'audiences' } as const
          const where = { container: '', target: await klaviyoConnector.createTarget(known, tag) }
          for await (const _ of klaviyoConnector.readMembers(known, where.target));
          const now = clock.now()
          const some = rows.slice(0, 2)
          const lapsed = rows.filter(({ email }) => email === 'person5@example.com')
          const { propertyTags, events, optIn, erase } = operations as Required<typeof operations>
          const told = { name: 'Entered segment', at: now, properties: { segment: 'VIP' } }
          const opted = { at: instant(now - hours(1)), source: 'form', evidence: 'form' }
          const outcomes = [
            ...(await write(
              known,
              propertyTags,
              where,
              some.map(row => ({ ...row, action: 'add' as const })),
            )),
            ...(await write(
              known,
              events,
              where,
              some.map(row => ({ ...row, ...told, key: row.remoteId })),
            )),
            // Once more: refused as a whole, then kept once each.
            ...(await write(
              known,
              events,
              where,
              some.map(row => ({ ...row, ...told, key: row.remoteId })),
            )),
            ...(await write(
              known,
              optIn,
              where,
              lapsed.map(row => ({ ...row, optIn: opted })),
            )),
            ...(await write(known, erase, where, some.slice(0, 1))),
          ]
          expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['applied', 'accepted']))
        },
      })

      const person = account.profileByEmail('person9@example.com')?.id
      const list = account.lists.named('Old')?.id
      const profiles = (attributes: object) => ({ profiles: { data: [{ type: 'profile', attributes }] } })
      const job = (type: string, attributes: object) => ({ data: { type, attributes } })
      const email = { email: 'person9@example.com' }
      const consent = { ...email, subscriptions: { email: { marketing: { consent: 'SUBSCRIBED' } } } }
      const event = (at: string, unique: string) =>
        job('event', {
          properties: { color: 'red' },
          time: at,
          unique_id: unique,
          metric: { data: { type: 'metric', attributes: { name: 'Entered segment' } } },
          profile: { data: { type: 'profile', attributes: email } },
        })
      const bulk = ({
        profile,
        ...single
      }: ReturnType<typeof event>['data']['attributes'] & { profile?: unknown }) => ({
        data: {
          type: 'event-bulk-create-job',
          attributes: {
            'events-bulk-create': {
              data: [
                {
                  type: 'event-bulk-create',
                  attributes: { profile, events: { data: [{ type: 'event', attributes: single }] } },
                },
              ],
            },
          },
        },
      })
      const failing = {
        data: { type: 'profile-bulk-import-job', attributes: profiles({ phone_number: '12' }) },
      }
      const submitted = await ask('POST /api/profile-bulk-import-jobs', failing)
      const { data } = (await submitted.json()) as { data: { id: string } }
      account.settle()
      for (const [request, body] of [
        [`GET /api/profile-bulk-import-jobs/${data.id}/import-errors`],
        [`GET /api/profile-bulk-import-jobs/${data.id}`],
        [`GET /api/profiles/${person}?additional-fields[profile]=subscriptions`],
        [`GET /api/lists/${list}`],
        ['POST /api/profile-import', job('profile', { ...email, first_name: null })],
        ['POST /api/profile-import', job('profile', { email: 'fresh@example.com' })],
        ['POST /api/profiles', job('profile', { email: 'created@example.com' })],
        ['POST /api/profiles', job('profile', { email: 'created@example.com' })],
        ['GET /api/profile-bulk-import-jobs?sort=-created_at&page[size]=5'],
        ['GET /api/events?include=profile,metric&fields[profile]=email&page[size]=5'],
        [
          'POST /api/profile-subscription-bulk-create-jobs',
          job('profile-subscription-bulk-create-job', { custom_source: 'Test', ...profiles(consent) }),
        ],
        [
          'POST /api/profile-suppression-bulk-create-jobs',
          job('profile-suppression-bulk-create-job', profiles(email)),
        ],
        [
          'POST /api/profile-suppression-bulk-delete-jobs',
          job('profile-suppression-bulk-delete-job', profiles(email)),
        ],
        ['POST /api/events', event('2026-02-01T00:00:00Z', 'one')],
        ['GET /api/segments?page[size]=10'],
        [`GET /api/segments/${engaged}/relationships/profiles`],
        [
          'POST /api/profile-bulk-import-jobs',
          {
            data: {
              type: 'profile-bulk-import-job',
              attributes: {
                profiles: {
                  data: [
                    {
                      type: 'profile',
                      id: person,
                      attributes: {},
                      meta: { patch_properties: { append: { audiences: 'VIP' } } },
                    },
                  ],
                },
              },
            },
          },
        ],
        ['POST /api/event-bulk-create-jobs', bulk(event('2026-02-01T00:00:00Z', 'bulk').data.attributes)],
        ['POST /api/event-bulk-create-jobs', bulk(event('2026-02-01T00:00:00Z', 'one').data.attributes)],
        [
          'POST /api/profile-merge',
          {
            data: {
              type: 'profile-merge',
              id: person,
              relationships: { profiles: { data: [{ type: 'profile', id: full.id }] } },
            },
          },
        ],
        [
          'POST /api/data-privacy-deletion-jobs',
          job('data-privacy-deletion-job', { profile: { data: { type: 'profile', attributes: email } } }),
        ],
        // What the vendor refuses has a described shape too.
        ['GET /api/profiles/none'],
        ['GET /api/profiles?filter=equals(updated,2026-01-01T00:00:00Z)'],
        ['GET /api/profiles?page[size]=101'],
        ['POST /api/events', event('1999-01-01T00:00:00Z', 'two')],
        ['POST /api/profile-import', job('profile', { ...email, external_id: 'x-1' })],
        ['POST /api/profile-import', 'no json'],
      ] as const) {
        await ask(request, body)
      }
      await ask('GET /api/lists', undefined, { authorization: 'Klaviyo-API-Key wrong' })
      expect(undeclared('klaviyo', issues())).toEqual({ unknown: [], unused: [] })
      expect(new Set(driven.outcomes)).toEqual(new Set(['applied', 'accepted']))
      expect(unserved()).toEqual([])
    } finally {
      await emulator.close()
    }
  })
})
