import { instant, type PulledItem } from '@esplanade/connector-kit'
import nock from 'nock'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { mailchimpConnector } from '../src/index.ts'
import { START } from './open-account.ts'
import { AUTHORIZATION, connectToVendor, HOST } from './vendor-connection.ts'

beforeEach(() => nock.disableNetConnect())
afterEach(() => {
  nock.cleanAll()
  nock.enableNetConnect()
})

const page = { count: '1000', offset: '0' }
const empty = (key: string) => ({ [key]: [], total_items: 0 })
const MEMBER =
  'members.contact_id,members.email_address,members.status,members.last_changed,members.timestamp_signup,members.timestamp_opt,members.language,members.source,members.unsubscribe_reason,members.sms_phone_number,members.sms_subscription_status,members.sms_subscription_last_updated,members.merge_fields,total_items'
const STATE = 'members.contact_id,members.email_address,members.status,members.last_changed'
const SEGMENTS = 'segments.id,segments.name,segments.type,segments.member_count,total_items'
const FIELDS =
  'merge_fields.merge_id,merge_fields.tag,merge_fields.name,merge_fields.type,merge_fields.required,merge_fields.options.choices,total_items'
const SENT = { id: 'c1', send_time: '2026-02-28T12:00:00+00:00', settings: { subject_line: 'S', title: 'T' } }
const CAMPAIGNS = {
  ...page,
  fields:
    'campaigns.id,campaigns.send_time,campaigns.settings.subject_line,campaigns.settings.title,total_items',
  status: 'sent',
  sort_field: 'send_time',
  sort_dir: 'ASC',
}
const who = (rows: string, ...more: string[]) => ({
  ...page,
  fields: [...['email_id', 'email_address', ...more].map(field => `${rows}.${field}`), 'total_items'].join(
    ',',
  ),
})
const bounds = { sort_field: 'last_changed', sort_dir: 'ASC' }

type Query = Readonly<Record<string, string>>
/** Path, exact query, answer. */
type Asked = readonly [path: string, query: Query, answer: object]

/** Expects these requests, each once, with the key, and no other. */
function expectAsked(asked: readonly Asked[]): void {
  for (const [path, query, answer] of asked) {
    nock(HOST)
      .get(`/3.0${path}`)
      .matchHeader('authorization', AUTHORIZATION)
      .matchHeader('accept', /application\/json/)
      .query(query)
      .reply(200, answer)
  }
}

async function pulled(name: string, config = {}): Promise<PulledItem[]> {
  const items: PulledItem[] = []
  const stream = mailchimpConnector.streams.find(candidate => candidate.name === name)
  const request = { checkpoint: undefined, until: START, since: instant(START - 86_400_000), mirror }
  for await (const page of stream?.pull(connectToVendor(config), request) ?? []) items.push(...page.items)
  return items
}

async function* mirror() {
  yield ['c9']
}

const one = { audiences: ['server-1'] }
const until = { before_last_changed: '2026-03-01T12:00:01.000Z' }
const list = '/lists/server-1'

test.each<readonly [what: string, asked: readonly Asked[], act: () => Promise<unknown>]>([
  [
    'the account and its audiences',
    [
      ['/', { fields: 'account_id,account_name,pricing_plan_type' }, { account_id: 'a', account_name: 'A' }],
      [
        '/lists',
        { ...page, fields: 'lists.id,lists.name,lists.stats.member_count,total_items' },
        empty('lists'),
      ],
    ],
    () => mailchimpConnector.check(connectToVendor()),
  ],
  [
    'members, then archived ones',
    [
      [`${list}/members`, { ...page, ...bounds, ...until, fields: MEMBER }, empty('members')],
      [
        `${list}/members`,
        { ...page, ...bounds, ...until, fields: MEMBER, status: 'archived' },
        empty('members'),
      ],
    ],
    () => pulled('contacts', one),
  ],
  [
    'chosen merge fields alone',
    [
      [
        `${list}/members`,
        { ...page, ...bounds, ...until, fields: MEMBER.replace('fields', 'fields.FNAME') },
        empty('members'),
      ],
      [
        `${list}/members`,
        {
          ...page,
          ...bounds,
          ...until,
          fields: MEMBER.replace('fields', 'fields.FNAME'),
          status: 'archived',
        },
        empty('members'),
      ],
    ],
    () => pulled('contacts', { ...one, mergeFields: ['FNAME'] }),
  ],
  [
    'ids of a sweep, and a member by its contact id',
    [
      [`${list}/members`, { ...page, ...bounds, fields: `${STATE},total_items` }, empty('members')],
      [
        `${list}/members`,
        { ...page, ...bounds, fields: `${STATE},total_items`, status: 'archived' },
        empty('members'),
      ],
      [`${list}/members/c9`, { fields: 'status' }, { status: 'archived' }],
    ],
    () => pulled('deletions', one),
  ],
  [
    'campaigns',
    [['/campaigns', { ...CAMPAIGNS, since_send_time: '2026-02-26T12:00:00.000Z' }, empty('campaigns')]],
    () => pulled('campaigns'),
  ],
  [
    'the reports of a campaign',
    [
      [
        '/campaigns',
        {
          ...CAMPAIGNS,
          since_send_time: '2026-02-28T11:59:59.000Z',
          before_send_time: '2026-03-01T12:00:01.000Z',
        },
        { campaigns: [SENT], total_items: 1 },
      ],
      ['/reports/c1/sent-to', who('sent_to'), empty('sent_to')],
      [
        '/reports/c1/email-activity',
        {
          ...who('emails', 'activity.action', 'activity.type', 'activity.timestamp', 'activity.url'),
          since: '2026-02-26T12:00:00.000Z',
        },
        empty('emails'),
      ],
      ['/reports/c1/unsubscribed', who('unsubscribes', 'timestamp'), empty('unsubscribes')],
      // The SDK's own method would have left out count and offset, and read ten rows.
      ['/reports/c1/abuse-reports', who('abuse_reports', 'date'), empty('abuse_reports')],
    ],
    () => pulled('email_events'),
  ],
  [
    'shops and their products',
    [
      [
        '/ecommerce/stores',
        { ...page, fields: 'stores.id,stores.currency_code,total_items' },
        { stores: [{ id: 's/1' }], total_items: 1 },
      ],
      [
        '/ecommerce/stores/s%2F1/products',
        {
          ...page,
          fields:
            'products.id,products.title,products.type,products.url,products.image_url,products.variants.price,total_items',
        },
        empty('products'),
      ],
    ],
    () => pulled('products'),
  ],
  [
    'orders',
    [
      [
        '/ecommerce/orders',
        {
          ...page,
          fields:
            'orders.id,orders.store_id,orders.customer.id,orders.customer.email_address,orders.financial_status,orders.currency_code,orders.order_total,orders.processed_at_foreign,orders.updated_at_foreign,orders.cancelled_at_foreign,orders.lines.quantity,total_items',
        },
        empty('orders'),
      ],
    ],
    () => pulled('orders'),
  ],
  [
    'a tag by name',
    [[`${list}/segments`, { ...page, fields: SEGMENTS }, empty('segments')]],
    () =>
      mailchimpConnector.findTarget(connectToVendor(), { kind: 'tag', container: 'server-1', name: 'VIP' }),
  ],
  [
    'the members of a tag, whatever their status',
    [
      [
        `${list}/segments/7/members`,
        {
          ...page,
          fields: 'members.id,total_items',
          include_cleaned: 'true',
          include_transactional: 'true',
          include_unsubscribed: 'true',
        },
        empty('members'),
      ],
    ],
    async () => {
      const target = { kind: 'tag', container: 'server-1', name: 'VIP', remoteId: '7' } as const
      for await (const _ of mailchimpConnector.readMembers(connectToVendor(), target));
    },
  ],
  [
    'merge fields',
    [[`${list}/merge-fields`, { ...page, fields: FIELDS }, empty('merge_fields')]],
    () => mailchimpConnector.listFields(connectToVendor(), 'server-1'),
  ],
  [
    'everything, to be described',
    [
      ['/', { fields: 'account_id,account_name,pricing_plan_type' }, { account_id: 'a', account_name: 'A' }],
      [
        '/lists',
        { ...page, fields: 'lists.id,lists.name,lists.stats.member_count,total_items' },
        { lists: [{ id: 'server-1', name: 'L' }], total_items: 1 },
      ],
      [`${list}/merge-fields`, { ...page, fields: FIELDS }, empty('merge_fields')],
      [`${list}/segments`, { ...page, fields: SEGMENTS }, empty('segments')],
    ],
    async () => mailchimpConnector.describe?.(connectToVendor()),
  ],
])('reads %s', async (_, asked, act) => {
  expectAsked(asked)
  await act()
  expect(nock.pendingMocks()).toEqual([])
})
