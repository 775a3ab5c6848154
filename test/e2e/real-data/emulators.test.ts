import { type Instant, simulatedClock } from '@esplanade/core/schema'
import { all, event, noEvent, segment } from '@esplanade/core/segments'
import type { HubConfig } from '@esplanade/hub'
import { hubspot } from '@esplanade/hubspot'
import { klaviyo } from '@esplanade/klaviyo'
import { mailchimp } from '@esplanade/mailchimp'
import { describe, expect, test } from 'vitest'
import { referenceDir } from '../../reference-dir.ts'
import { groupBy, readCdnow, readRetail, readSends } from './data-sets.ts'
import { openRealHub } from './real-hub.ts'
import { addressOf, cdnowInKlaviyo, invoicesOf, mailInMailchimp, retailInHubspot } from './vendor-accounts.ts'

const DAY_MS = 86_400_000
const MINUTES = 60_000
const AS_OF = Date.parse('2025-10-20T00:00:00Z')
/** The log also knows of opens that are still to come on that day. */
const inLast = (days: number, at: number | null) => at !== null && at > AS_OF - days * DAY_MS && at <= AS_OF
/** Reaches back behind the first purchase of 1997. */
const HISTORY_DAYS = 11_000

describe.skipIf(referenceDir === undefined)('real data through three vendors', () => {
  test('what is pulled, evaluated and written back is what plain loops over the files give', {
    timeout: 10 * MINUTES,
  }, async () => {
    const [purchases, invoices, sends] = [readCdnow(), invoicesOf(readRetail()), readSends()]
    const clock = simulatedClock(AS_OF as Instant)
    const shop = await cdnowInKlaviyo(purchases, clock)
    const crm = await retailInHubspot(invoices, clock)
    const news = await mailInMailchimp(sends, clock)
    const { hub, close } = await openRealHub(
      AS_OF,
      config({ shop: shop.url, crm: crm.url, news: news.url }),
      clock,
    )
    try {
      const first = await hub.run({ command: 'sync' })
      expect(first.pull.connections.map(({ id, error, throttled }) => ({ id, error, throttled }))).toEqual(
        ['shop', 'crm', 'news'].map(id => ({ id, error: null, throttled: 0 })),
      )
      expect(
        first.push.connections.map(({ id, error, rejected, throttled }) => ({
          id,
          error,
          rejected,
          throttled,
        })),
      ).toEqual(['shop', 'crm', 'news'].map(id => ({ id, error: null, rejected: 0, throttled: 0 })))

      // Orders of one person at two vendors are one person's orders; the opt-outs of the newsletter bind all three.
      const ordersOf = groupBy([...purchases, ...invoices], ({ customer }) => customer)
      const mailsOf = groupBy(sends, ({ recipient }) => recipient)
      const people = [...new Set([...ordersOf.keys(), ...mailsOf.keys()])]
      const gone = new Set(sends.filter(({ unsubscribed }) => unsubscribed).map(({ recipient }) => recipient))
      const truth = {
        repeat: (person: number) => (ordersOf.get(person) ?? []).length >= 5,
        big: (person: number) =>
          (ordersOf.get(person) ?? []).reduce((sum, { cents }) => sum + cents, 0) > 100_000,
        engaged: (person: number) =>
          (mailsOf.get(person) ?? []).filter(({ openedAt }) => inLast(90, openedAt)).length >= 3,
        quiet: (person: number) =>
          (mailsOf.get(person) ?? []).some(({ sentAt }) => sentAt > AS_OF - 200 * DAY_MS) &&
          !(mailsOf.get(person) ?? []).some(({ openedAt, clickedAt }) =>
            [openedAt, clickedAt].some(at => inLast(200, at)),
          ),
      }
      const members = (rule: (person: number) => boolean, within: ReadonlyMap<number, unknown>) =>
        people
          .filter(person => within.has(person) && rule(person) && !gone.has(person))
          .map(addressOf)
          .sort()
      expect(Object.fromEntries(first.evaluate.segments.map(({ id, members: size }) => [id, size]))).toEqual({
        repeat: people.filter(truth.repeat).length,
        big: people.filter(truth.big).length,
        engaged: people.filter(truth.engaged).length,
        quiet: people.filter(truth.quiet).length,
      })

      const inShop = groupBy(purchases, ({ customer }) => customer)
      const inCrm = groupBy(invoices, ({ customer }) => customer)
      const profiles = new Map(shop.state.snapshot().profiles.map(profile => [profile.id, profile]))
      shop.state.settle()
      expect([...shop.state.listMembers('Repeat buyers')].sort()).toEqual(members(truth.repeat, inShop))
      expect([...(crm.state.listMembers('Big spenders') ?? [])].sort()).toEqual(members(truth.big, inCrm))
      const tagged = (tag: string) =>
        news.state
          .snapshot()
          .filter(({ tags }) => tags.includes(tag))
          .map(({ email }) => email)
          .sort()
      expect(tagged('Engaged')).toEqual(members(truth.engaged, mailsOf))
      expect(tagged('Quiet')).toEqual(members(truth.quiet, mailsOf))

      const orders = new Map(
        [...profiles.values()].map(({ email, properties }) => [email, properties.orders]),
      )
      for (const customer of inShop.keys())
        expect(orders.get(addressOf(customer))).toBe(ordersOf.get(customer)?.length)
      for (const [person, own] of inCrm) {
        expect(crm.state.contactByEmail(addressOf(person))?.properties).toMatchObject({
          order_count: String(ordersOf.get(person)?.length ?? own.length),
        })
      }
      for (const person of gone) {
        if (inShop.has(person)) expect(shop.state.consent(addressOf(person))?.consent).toBe('UNSUBSCRIBED')
      }

      const second = await hub.run({ command: 'sync' })
      expect(second.push.connections.map(({ id, changed, writes }) => ({ id, changed, writes }))).toEqual(
        ['shop', 'crm', 'news'].map(id => ({ id, changed: 0, writes: 0 })),
      )
    } finally {
      await close()
      await Promise.all([shop.close(), crm.close(), news.close()])
    }
  })
})

function config(urls: { shop: string; crm: string; news: string }): Omit<HubConfig, 'store' | 'currency'> {
  return {
    historyDays: HISTORY_DAYS,
    connections: {
      shop: klaviyo({ apiKey: 'pk_emulated_00000000000000000000000000', baseUrl: urls.shop }),
      crm: hubspot({ accessToken: 'pat-emulator', baseUrl: urls.crm, tier: 'enterprise' }),
      news: mailchimp({ apiKey: 'emulator-key-us1', baseUrl: urls.news }),
    },
    segments: [
      segment('repeat', 'Five orders or more', event('order_placed').count().atLeast(5)),
      segment('big', 'Spent more than 1,000', event('order_placed').sum('total').moreThan(1_000)),
      segment(
        'engaged',
        'Opened three mails in 90 days',
        event('email_opened').within('90d').count().atLeast(3),
      ),
      segment(
        'quiet',
        'Mailed but silent for 200 days',
        all(
          event('email_sent').within('200d').count().atLeast(1),
          noEvent('email_opened', 'email_clicked').within('200d'),
        ),
      ),
    ],
    syncs: [
      { connection: 'shop', segment: 'repeat', into: { list: 'Repeat buyers' } },
      { connection: 'crm', segment: 'big', into: { list: 'Big spenders' } },
      { connection: 'news', segment: 'engaged', into: { tag: 'Engaged' } },
      { connection: 'news', segment: 'quiet', into: { tag: 'Quiet' } },
      { connection: 'shop', fields: { orders: { event: 'order_placed', count: true } } },
      { connection: 'crm', fields: { order_count: { event: 'order_placed', count: true } } },
    ],
  }
}
