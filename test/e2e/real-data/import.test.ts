import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { all, event, noEvent, segment } from '@esplanade/core/segments'
import { describe, expect, test } from 'vitest'
import { referenceDir } from '../../reference-dir.ts'
import { cdnowFile, groupBy, readCdnow, readRetail, readSends, retailFiles } from './data-sets.ts'
import { openRealHub } from './real-hub.ts'
import { RETAIL_EVENTS, retailImport } from './retail-import.ts'

const DAY_MS = 86_400_000
const MINUTES = 60_000

/** Sizes of segments after an evaluation, by id. */
const sizes = (segments: readonly { id: string; members: number }[]) =>
  Object.fromEntries(segments.map(({ id, members }) => [id, members]))
const count = <T>(groups: ReadonlyMap<number, T[]>, test: (group: T[]) => boolean) =>
  [...groups.values()].filter(test).length

describe.skipIf(referenceDir === undefined)('real data by import', () => {
  test('CDNOW: 69,659 purchases of 23,570 customers', { timeout: 5 * MINUTES }, async () => {
    const asOf = Date.parse('1998-07-01T00:00:00Z')
    const within180 = (at: number) => at > asOf - 180 * DAY_MS && at <= asOf
    const { hub, close } = await openRealHub(asOf, {
      connections: {},
      segments: [
        segment('repeat', 'At least three purchases', event('order_placed').count().atLeast(3)),
        segment(
          'recent-spenders',
          'More than 100 in 180 days',
          event('order_placed').within('180d').sum('total').moreThan(100),
        ),
        segment(
          'lapsed',
          'Bought, but not within a year',
          all(event('order_placed').count().atLeast(1), noEvent('order_placed').within('365d')),
        ),
        segment(
          'large-baskets',
          'Four or more discs at a time, on average',
          event('order_placed').avg('items').atLeast(4),
        ),
        segment('top-basket', 'Once spent 200 or more', event('order_placed').max('total').atLeast(200)),
      ],
    })
    try {
      const mapping = {
        source: 'cdnow',
        identities: { external: 'customer_id' },
        type: 'order_placed',
        at: 'date',
        properties: { items: 'quantity', total: 'amount' },
      }
      const request = { command: 'import', kind: 'events', file: cdnowFile(), mapping } as const
      expect(await hub.run(request)).toMatchObject({ rows: 69_659, events: 69_659, rejectedRows: 0 })
      expect(await hub.run(request)).toMatchObject({ events: 0, duplicates: 69_659 })
      expect(await hub.run({ command: 'status' })).toMatchObject({
        contacts: 23_570,
        events: { order_placed: 69_659 },
      })

      const { segments } = await hub.run({ command: 'evaluate' })
      const customers = groupBy(readCdnow(), ({ customer }) => customer)
      const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0)
      expect(sizes(segments)).toEqual({
        repeat: count(customers, own => own.length >= 3),
        'recent-spenders': count(
          customers,
          own => sum(own.filter(({ at }) => within180(at)).map(({ cents }) => cents)) > 10_000,
        ),
        lapsed: count(customers, own => own.every(({ at }) => at <= asOf - 365 * DAY_MS)),
        'large-baskets': count(customers, own => sum(own.map(({ quantity }) => quantity)) / own.length >= 4),
        'top-basket': count(customers, own => own.some(({ cents }) => cents >= 20_000)),
      })
    } finally {
      await close()
    }
  })

  test('Online Retail: 406,829 lines with repeats, cancellations and free items', {
    timeout: 5 * MINUTES,
  }, async () => {
    const asOf = Date.parse('2011-12-10T00:00:00Z')
    const line = () => event('line_bought')
    const { hub, close } = await openRealHub(asOf, {
      connections: {},
      events: RETAIL_EVENTS,
      segments: [
        segment('germans', 'Bought in Germany', line().where({ country: 'Germany' }).count().atLeast(1)),
        segment(
          'cancellers',
          'Five or more cancelled lines',
          line()
            .where({ invoice: { starts_with: 'C' } })
            .count()
            .atLeast(5),
        ),
        segment('bulk', 'A line of 1,000 or more', line().max('quantity').atLeast(1_000)),
        segment(
          'recent',
          'Bought within 30 days and no cancellation within 90',
          all(
            line()
              .within('30d')
              .where({ quantity: { more_than: 0 } })
              .count()
              .atLeast(1),
            noEvent('line_bought')
              .within('90d')
              .where({ quantity: { less_than: 0 } }),
          ),
        ),
        segment(
          'hearts',
          'Bought the white hanging heart, at under 2.75',
          line()
            .where({ product: '85123A', unit_price: { less_than: 2.75 } })
            .count()
            .atLeast(1),
        ),
        segment(
          'net-buyers',
          'More than 5,000 pieces in all, returns taken off',
          line().sum('quantity').moreThan(5_000),
        ),
      ],
    })
    try {
      let rows = 0
      for (const file of retailFiles()) {
        const result = await hub.run(retailImport(file))
        expect(result).toMatchObject({ rejectedRows: 0 })
        rows += result.events
      }
      expect(rows).toBe(406_829)
      const { segments } = await hub.run({ command: 'evaluate' })
      const customers = groupBy(readRetail(), ({ customer }) => customer)
      expect(sizes(segments)).toEqual({
        germans: count(customers, own => own.some(({ country }) => country === 'Germany')),
        cancellers: count(customers, own => own.filter(({ invoice }) => invoice.startsWith('C')).length >= 5),
        bulk: count(customers, own => own.some(({ quantity }) => quantity >= 1_000)),
        recent: count(
          customers,
          own =>
            own.some(({ at, quantity }) => at > asOf - 30 * DAY_MS && quantity > 0) &&
            !own.some(({ at, quantity }) => at > asOf - 90 * DAY_MS && quantity < 0),
        ),
        hearts: count(customers, own =>
          own.some(({ product, unitPrice }) => product === '85123A' && unitPrice < 2.75),
        ),
        'net-buyers': count(
          customers,
          own => own.reduce((pieces, { quantity }) => pieces + quantity, 0) > 5_000,
        ),
      })
    } finally {
      await close()
    }
  })

  test('the e-mail log: 244,694 sends as NDJSON with a type on every line', {
    timeout: 5 * MINUTES,
  }, async () => {
    const asOf = Date.parse('2025-10-20T00:00:00Z')
    const { hub, folder, close } = await openRealHub(asOf, {
      connections: {},
      segments: [
        segment(
          'engaged',
          'Opened three or more within 90 days',
          event('email_opened').within('90d').count().atLeast(3),
        ),
        segment('clickers', 'Clicked at all', event('email_clicked').count().atLeast(1)),
        segment(
          'silent',
          'Mailed within 60 days, opened none in them',
          all(
            event('email_sent').within('60d').count().atLeast(1),
            noEvent('email_opened', 'email_clicked').within('60d'),
          ),
        ),
        segment('gone', 'Unsubscribed', event('email_unsubscribed').count().atLeast(1)),
      ],
    })
    try {
      const sends = readSends()
      const file = join(folder, 'mail.ndjson')
      const line = (
        type: string,
        at: number,
        { recipient, mailshot }: { recipient: number; mailshot: number },
      ) =>
        JSON.stringify({
          type,
          at: new Date(at).toISOString(),
          person: `r${recipient}@mail.example`,
          mailshot: String(mailshot),
        })
      const lines = sends.flatMap(send => [
        line('email_sent', send.sentAt, send),
        ...(send.openedAt === null ? [] : [line('email_opened', send.openedAt, send)]),
        ...(send.clickedAt === null ? [] : [line('email_clicked', send.clickedAt, send)]),
        ...(send.unsubscribed ? [line('email_unsubscribed', send.openedAt ?? send.sentAt, send)] : []),
      ])
      writeFileSync(file, `${lines.join('\n')}\n`)
      const result = await hub.run({
        command: 'import',
        kind: 'events',
        file,
        mapping: {
          source: 'mail',
          identities: { email: 'person' },
          type: { column: 'type' },
          at: 'at',
          properties: { message: 'mailshot' },
        },
      })
      expect(result).toMatchObject({ events: lines.length, rejectedRows: 0 })
      const { segments } = await hub.run({ command: 'evaluate' })
      const people = groupBy(sends, ({ recipient }) => recipient)
      const since = (days: number) => (at: number | null) =>
        at !== null && at > asOf - days * DAY_MS && at <= asOf
      expect(sizes(segments)).toEqual({
        engaged: count(people, own => own.filter(({ openedAt }) => since(90)(openedAt)).length >= 3),
        clickers: count(people, own => own.some(({ clickedAt }) => clickedAt !== null && clickedAt <= asOf)),
        silent: count(
          people,
          own =>
            own.some(({ sentAt }) => since(60)(sentAt)) &&
            !own.some(({ openedAt, clickedAt }) => since(60)(openedAt) || since(60)(clickedAt)),
        ),
        gone: count(people, own => own.some(({ unsubscribed }) => unsubscribed)),
      })
    } finally {
      await close()
    }
  })
})
