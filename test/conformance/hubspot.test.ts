import { hours } from '@esplanade/connector-kit'
import { seededRandom } from '@esplanade/connector-kit/emulator'
import { hubspotConnector } from '@esplanade/hubspot'
import { exampleConfig, hubspotEmulator, seedExample } from '@esplanade/hubspot/emulator'
import { describe, expect, test } from 'vitest'
import { referenceDir } from '../reference-dir.ts'
import { describedRun } from './described-run.ts'
import { driveConnector } from './drive-connector.ts'
import { undeclared } from './known-deviations.ts'

describe.skipIf(referenceDir === undefined)('HubSpot against its description', () => {
  test('every request and every answer', { timeout: 60_000 }, async () => {
    const headers = { authorization: `Bearer ${exampleConfig('').accessToken}` }
    const { emulator, clock, ask, issues, unserved } = await describedRun(
      'hubspot.json',
      hubspotEmulator,
      headers,
    )
    try {
      const account = emulator.state
      const now = clock.now()
      seedExample(account, { members: 40, random: seededRandom(7), now })
      account.addProperty({ name: 'd_pick', type: 'enumeration', fieldType: 'checkbox' })
      const product = account.addProduct({ name: 'Teapot', price: '19.90' })
      const [survivor, merged, archived, changed] = ['a', 'b', 'c', 'd'].map(name =>
        account.addContact({ email: `${name}@example.com`, subscriptions: { 1: 'SUBSCRIBED' } }),
      ) as [string, string, string, string]
      const mail = { recipient: 'a@example.com', campaignId: 1_000, at: now - hours(1) }
      account.recordEmailEvent({ ...mail, type: 'CLICK', url: 'https://example.com/' })
      account.recordEmailEvent({ ...mail, type: 'BOUNCE', recipient: 'd@example.com' })
      account.recordEmailEvent({ ...mail, type: 'STATUSCHANGE', recipient: 'person2@example.com' })
      account.recordEmailEvent({ ...mail, type: 'SPAMREPORT', recipient: 'person3@example.com' })
      const driven = await driveConnector({
        connector: hubspotConnector,
        config: { ...exampleConfig(emulator.url), tier: 'enterprise', subscriptionId: '1' },
        clock,
        target: { kind: 'list', name: 'Described' },
        fields: [
          { name: 'd_text', type: 'text', value: 'words' },
          { name: 'd_number', type: 'number', value: 12.5 },
          { name: 'd_date', type: 'date', value: '2026-02-28' },
          { name: 'd_instant', type: 'instant', value: '2026-02-28T12:00:00.000Z' },
          { name: 'd_boolean', type: 'boolean', value: true },
        ],
        meanwhile: () => {
          account.products.write(product, {}, clock.now())
          account.mergeContacts(survivor, merged)
          account.archiveContact(archived)
          account.updateContact(changed, { city: 'Bonn' })
          account.addOrder({ name: 'Late', total: 5, contactId: changed, createdAt: clock.now() })
          account.addDeal({ name: 'Won', total: 5, contactId: changed, createdAt: clock.now(), won: true })
        },
      })

      await driveConnector({
        connector: hubspotConnector,
        config: { ...exampleConfig(emulator.url), orders: 'deals', topics: { weekly: '1' } },
        clock,
        target: { kind: 'list', name: 'Described again' },
        fields: [],
        meanwhile: () => {
          account.addDeal({ name: 'Open', total: 7, contactId: changed, createdAt: clock.now(), won: false })
        },
      })

      const contacts = '/crm/v3/objects/contacts'
      const list = account.addList({ name: 'By hand' })
      const other = account.addList({ name: 'From another' })
      const preferences = '/communication-preferences'
      const [one, two] = ['y', 'z'].map(name => account.addContact({ email: `${name}@example.com` }))
      const traced = (email: string, objectWriteTraceId: string) => ({
        objectWriteTraceId,
        properties: { email },
        associations: [],
      })
      for (const [request, body] of [
        [
          `POST ${contacts}/batch/create`,
          { inputs: [{ properties: { email: 'n@example.com' }, associations: [] }] },
        ],
        [
          `POST ${contacts}/batch/create`,
          { inputs: [traced('m@example.com', '1'), traced('n@example.com', '2')] },
        ],
        [`POST ${contacts}/batch/update`, { inputs: [{ id: '999999', properties: { city: 'Bonn' } }] }],
        [
          `POST ${contacts}/batch/read`,
          {
            inputs: [{ id: 'nobody@example.com' }],
            idProperty: 'email',
            properties: [],
            propertiesWithHistory: [],
          },
        ],
        [`POST ${contacts}/merge`, { primaryObjectId: one, objectIdToMerge: two }],
        [
          'PATCH /crm/v3/properties/contacts/d_pick',
          { options: [{ label: 'One', value: 'one', displayOrder: 0, hidden: false }] },
        ],
        [`DELETE ${contacts}/${changed}`],
        [`POST ${contacts}/gdpr-delete`, { objectId: changed }],
        ['GET /crm/v3/properties/contacts/groups'],
        ['POST /crm/v3/lists/search', { query: 'by', additionalProperties: [], offset: 0 }],
        [`POST ${contacts}`, { properties: { email: 'single@example.com' }, associations: [] }],
        [`GET ${contacts}/single@example.com?idProperty=email&properties=city`],
        [`PATCH ${contacts}/single@example.com?idProperty=email`, { properties: { city: 'Bonn' } }],
        [
          `POST ${contacts}/batch/upsert`,
          { inputs: [{ id: 'upsert@example.com', idProperty: 'email', properties: { city: 'Bonn' } }] },
        ],
        [`POST ${contacts}/batch/archive`, { inputs: [{ id: '999999' }] }],
        [
          'POST /crm/v3/properties/contacts',
          {
            name: 'd_single',
            label: 'Single',
            type: 'string',
            fieldType: 'text',
            groupName: 'contactinformation',
            hasUniqueValue: true,
          },
        ],
        ['GET /crm/v3/properties/contacts/d_single'],
        ['DELETE /crm/v3/properties/contacts/d_single'],
        [`GET /crm/v3/lists/${list}`],
        [`PUT /crm/v3/lists/${other}/memberships/add-from/${list}`],
        [`DELETE /crm/v3/lists/${other}/memberships`],
        [`DELETE /crm/v3/lists/${other}`],
        [`PUT /crm/v3/lists/${other}/restore`],
        [
          `POST ${preferences}/v4/statuses/batch/write`,
          {
            inputs: [
              {
                subscriberIdString: 'person11@example.com',
                channel: 'EMAIL',
                subscriptionId: 1,
                statusState: 'UNSUBSCRIBED',
              },
            ],
          },
        ],
        [`PUT /crm/v3/lists/${list}/memberships/add`, [one, '999999']],
        [`PUT /crm/v3/lists/${list}/memberships/remove`, [one]],
        [`GET ${preferences}/v3/definitions`],
        [`GET ${preferences}/v3/status/email/person9@example.com`],
        [
          `POST ${preferences}/v3/unsubscribe`,
          { emailAddress: 'person9@example.com', subscriptionId: '1', legalBasis: 'CONSENT_WITH_NOTICE' },
        ],
        [
          `POST ${preferences}/v3/subscribe`,
          {
            emailAddress: 'new@example.com',
            subscriptionId: '1',
            legalBasis: 'CONSENT_WITH_NOTICE',
            legalBasisExplanation: 'Said so at a form',
          },
        ],
        [`POST ${preferences}/v3/subscribe`, { emailAddress: 'person9@example.com', subscriptionId: '1' }],
        [
          'POST /events/v3/event-definitions',
          {
            label: 'Entered segment',
            name: 'entered_segment',
            primaryObject: 'CONTACT',
            propertyDefinitions: [{ name: 'segment', label: 'segment', type: 'string' }],
          },
        ],
        ['GET /events/v3/event-definitions?searchString=Entered&includeProperties=true'],
        [
          'POST /events/v3/send/batch',
          {
            inputs: [
              {
                eventName: `pe${account.portalId}_entered_segment`,
                objectId: one,
                occurredAt: '2026-03-01T12:34:56.789Z',
                properties: { segment: 'VIP' },
              },
            ],
          },
        ],
        ['POST /events/v3/send', { eventName: `pe${account.portalId}_entered_segment`, objectId: one }],
        ['GET /account-info/v3/api-usage/daily/private-apps'],
        ['POST /oauth/v2/private-apps/get/access-token-info', { tokenKey: exampleConfig('').accessToken }],
        [`GET ${preferences}/v4/statuses/person9@example.com?channel=EMAIL`],
        [`GET ${preferences}/v4/statuses/person9@example.com/unsubscribe-all?channel=EMAIL`],
        [`POST ${preferences}/v4/statuses/person9@example.com/unsubscribe-all?channel=EMAIL&verbose=true`],
        [
          `POST ${preferences}/v4/statuses/batch/unsubscribe-all?channel=EMAIL`,
          { inputs: ['person10@example.com'] },
        ],
        ['GET /email/public/v1/campaigns/by-id?limit=2'],
        // What the vendor refuses has a described shape too.
        [
          `POST ${contacts}/batch/create`,
          { inputs: [{ properties: { email: 'n@example.com' }, associations: [] }] },
        ],
        [
          `POST ${contacts}/search`,
          { filterGroups: [], limit: 200, after: '10000', sorts: [], properties: [] },
        ],
        ['GET /crm/v3/lists/object-type-id/0-1/name/None'],
        [`GET ${contacts}?limit=101`],
        [`POST ${contacts}/batch/read`, 'no json'],
      ] as const) {
        await ask(request, body)
      }
      await ask(`GET ${contacts}`, undefined, { authorization: 'Bearer wrong' })
      expect(undeclared('hubspot', issues())).toEqual({ unknown: [], unused: [] })
      expect(driven.gone).toBeGreaterThanOrEqual(2)
      expect(new Set(driven.outcomes)).toEqual(new Set(['applied']))
      expect(unserved()).toEqual([])
    } finally {
      await emulator.close()
    }
  })
})
