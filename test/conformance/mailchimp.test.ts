import { type Connector, days, hours, type RemoteField } from '@esplanade/connector-kit'
import { seededRandom } from '@esplanade/connector-kit/emulator'
import { mailchimpConnector } from '@esplanade/mailchimp'
import {
  EMULATOR_API_KEY,
  exampleConfig,
  mailchimpEmulator,
  seedExample,
} from '@esplanade/mailchimp/emulator'
import { describe, expect, test } from 'vitest'
import { referenceDir } from '../reference-dir.ts'
import { describedRun } from './described-run.ts'
import { driveConnector, write } from './drive-connector.ts'
import { undeclared } from './known-deviations.ts'

describe.skipIf(referenceDir === undefined)('Mailchimp against its description', () => {
  test('every request and every answer', { timeout: 60_000 }, async () => {
    const headers = { authorization: `Bearer ${EMULATOR_API_KEY}` }
    const { emulator, clock, ask, issues, unserved } = await describedRun(
      'mailchimp.json',
      mailchimpEmulator,
      headers,
    )
    try {
      const account = emulator.state
      const now = clock.now()
      seedExample(account, { members: 40, random: seededRandom(7), now })
      const list = 'example'
      account.addMember(list, { email: 'odd@example.com', status: 'cleaned', tags: ['VIP'] }).sms = {
        phone: '+12125550147',
        status: 'subscribed',
        updatedAt: clock.now() - hours(9),
      }
      account.addMember(list, {
        email: 'address@example.com',
        mergeFields: { ADDRESS: { addr1: '1 Way', city: 'Here', state: 'HS', zip: '1', country: 'DE' } },
      })
      account.recordBounce('week8', 'person1@example.com', now - hours(1), 'hard')
      account.recordClick('week8', 'person2@example.com', now - hours(1), 'https://example.com/')
      account.recordComplaint('week8', 'person3@example.com', now - hours(1))
      account.recordUnsubscribe('week8', 'person4@example.com', now - hours(1))
      const driven = await driveConnector({
        connector: mailchimpConnector,
        config: exampleConfig(emulator.url),
        clock,
        target: { kind: 'tag', name: 'Described' },
        fields: [
          { name: 'D_TEXT', type: 'text', value: 'words' },
          { name: 'D_NUMBER', type: 'number', value: 12.5 },
          { name: 'D_DATE', type: 'date', value: '2026-02-28' },
          { name: 'D_INSTANT', type: 'instant', value: '2026-02-28T12:00:00.000Z' },
          { name: 'D_BOOLEAN', type: 'boolean', value: true },
        ],
        meanwhile: () => {
          account.changeMember(list, 'person5@example.com', { status: 'archived' })
          account.changeMember(list, 'person6@example.com', { email: 'moved@example.com' })
          account.addOrder('example-shop', {
            email: 'person7@example.com',
            total: 20,
            lines: [{ product: 'mug', quantity: 2, price: 10 }],
            financialStatus: 'refunded',
            processedAt: now,
            cancelledAt: now + days(1),
          })
          account.addProduct('example-shop', { title: 'Mug', type: 'Kitchen', prices: [10, 12.5] })
          account.audience(list).addSegment(account.nextId(), 'Near us', now, 'saved')
        },
        further: async (context, where, rows) => {
          const connector: Connector = mailchimpConnector
          await connector.describe?.(context)
          const plan: RemoteField = { name: 'D_PLAN', type: 'text', options: ['Free', 'Paid'] }
          await connector.createFields(context, list, [plan])
          await connector.createFields(context, list, [{ ...plan, options: ['Free', 'Paid', 'Team'] }])
          const some = rows.slice(20, 24)
          const optIn = { at: clock.now(), source: 'form', evidence: 'form' }
          const told = { name: 'Entered segment', at: clock.now(), properties: { segment: 'VIP', rank: 1 } }
          const { events, erase, optIn: raise } = connector.operations
          if (!events || !erase || !raise) throw new Error('Mailchimp takes events, erasures and opt-ins.')
          const outcomes = [
            ...(await write(
              context,
              raise,
              where,
              some.map(row => ({ ...row, optIn })),
            )),
            ...(await write(
              context,
              events,
              where,
              some.map(row => ({ ...row, key: row.remoteId, ...told })),
            )),
            ...(await write(context, erase, where, some)),
          ]
          for (const { status } of outcomes) expect(['applied', 'unchanged', 'rejected']).toContain(status)
        },
      })

      const member = `/lists/${list}/members/person9@example.com`
      const { groups, webhooks } = account.audience(list)
      webhooks.add('known', { url: 'https://other.example.com/', events: new Set(), sources: new Set() })
      groups.categories.set('sport', { id: 'sport', title: 'Sport', type: 'checkboxes' })
      groups.interests.set('chess', { id: 'chess', categoryId: 'sport', name: 'Chess' })
      const sports = `/lists/${list}/interest-categories`
      const tag = account.audience(list).tagByName('VIP')?.id
      for (const [request, body] of [
        ['GET /ping'],
        [`GET /lists/${list}`],
        [`GET ${member}`],
        [
          `POST /lists/${list}/members`,
          { email_address: 'new@example.com', status: 'subscribed', tags: ['VIP'] },
        ],
        [
          `PUT ${member}`,
          { email_address: 'person9@example.com', status_if_new: 'pending', merge_fields: { FNAME: '' } },
        ],
        [`PATCH ${member}`, { status: 'unsubscribed', interests: { chess: true } }],
        [`GET ${sports}`],
        [`POST ${sports}`, { title: 'Music', type: 'radio' }],
        [`GET ${sports}/sport/interests`],
        [`POST ${sports}/sport/interests`, { name: 'Rugby' }],
        [`GET /lists/${list}/members?interest_category_id=sport&interest_ids=chess&interest_match=any`],
        ['GET /reports/week8/open-details'],
        [
          `POST /lists/${list}/webhooks`,
          { url: 'https://hub.example.com/', events: { subscribe: true }, sources: { user: true } },
        ],
        [`GET /lists/${list}/webhooks`],
        [`GET /lists/${list}/webhooks/known`],
        [`PATCH /lists/${list}/webhooks/known`, { events: { unsubscribe: true } }],
        [`DELETE /lists/${list}/webhooks/known`],
        [`GET /lists/${list}/members/person2@example.com/activity-feed?activity_filters=open,click`],
        [`GET /lists/${list}/members/person2@example.com/activity`],
        [`GET ${member}/tags`],
        [`POST ${member}/tags`, { tags: [{ name: 'vip', status: 'active' }] }],
        [`GET /lists/${list}/tag-search?name=vi`],
        [`GET /lists/${list}/segments/${tag}`],
        [`POST /lists/${list}/segments/${tag}/members`, { email_address: 'person8@example.com' }],
        [`DELETE /lists/${list}/segments/${tag}/members/person8@example.com`],
        [
          `POST /lists/${list}`,
          { members: [{ email_address: 'odd@example.com', status: 'subscribed' }], update_existing: true },
        ],
        [`POST ${member}/events`, { name: 'Entered segment', properties: { segment: 'VIP' } }],
        [`POST ${member}/events`, { name: '!' }],
        [`GET ${member}/events`],
        [`GET /lists/${list}/merge-fields/1`],
        [`PATCH /lists/${list}/merge-fields/1`, { name: 'Given name' }],
        [`DELETE /lists/${list}/merge-fields/4`],
        ['GET /batches'],
        [`DELETE /batches/${account.batches.all()[0]?.id}`],
        ['GET /batches/gone'],
        ['POST /batches', { operations: [] }],
        ['GET /ecommerce/stores'],
        ['GET /ecommerce/stores/example-shop/orders?count=2'],
        [`DELETE ${member}`],
        [`POST ${member}/actions/delete-permanent`],
        // What the vendor refuses has a described shape too.
        [`GET /lists/${list}/members/nobody@example.com`],
        [`POST /lists/${list}/members`, { email_address: 'person1@example.com', status: 'subscribed' }],
        [`POST /lists/${list}/members`, { email_address: 'person9@example.com', status: 'subscribed' }],
        [
          `PUT /lists/${list}/members/odd@example.com`,
          { email_address: 'odd@example.com', status: 'subscribed' },
        ],
        [`POST /lists/${list}`, { members: [{ email_address: 'x@example.com', status: 'gone' }] }],
        [`POST /lists/${list}`, 'no json'],
        [`GET /lists/${list}/members?count=1001`],
      ] as const) {
        await ask(request, body)
      }
      await ask('GET /lists', undefined, { authorization: 'Bearer wrong-us1' })
      expect(undeclared('mailchimp', issues())).toEqual({ unknown: [], unused: [] })
      expect(driven).toMatchObject({ gone: 1 })
      expect(new Set(driven.outcomes)).toEqual(new Set(['applied', 'unchanged']))
      expect(unserved()).toEqual([])
    } finally {
      await emulator.close()
    }
  })
})
