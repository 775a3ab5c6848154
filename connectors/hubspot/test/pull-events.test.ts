import { days, hours, minutes } from '@esplanade/connector-kit'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { eventsIn, openWorld, pull, START, type World } from './world.ts'

let world: World
beforeEach(async () => {
  world = await openWorld()
})
afterEach(() => world.close())

const sourceIds = (pages: Parameters<typeof eventsIn>[0]) => eventsIn(pages).map(({ sourceId }) => sourceId)

describe('mail events', () => {
  const at = START - days(2)
  const mail = { recipient: 'ada@example.com', campaignId: 7 }

  test('become events of the address, with message, campaign and machine flag', async () => {
    const { account } = world
    account.recordEmailEvent({ ...mail, type: 'SENT', at })
    account.recordEmailEvent({ ...mail, type: 'PROCESSED', at: at + 1 })
    account.recordEmailEvent({ ...mail, type: 'OPEN', at: at + 2, filtered: true })
    account.recordEmailEvent({ ...mail, type: 'CLICK', at: at + 3, url: 'https://shop.example/spring' })
    account.recordEmailEvent({ ...mail, type: 'BOUNCE', at: at + 4, bounce: 'soft' })
    account.recordEmailEvent({ ...mail, type: 'DELIVERED', at: at + 5 })
    account.recordEmailEvent({ ...mail, type: 'SPAMREPORT', at: at + 6 })
    account.recordEmailEvent({ ...mail, campaignId: 8, type: 'STATUSCHANGE', at: at + 7 })
    const events = eventsIn(await pull(world, world.connect(), 'email_events'))
    const byTime = events.toSorted((a, b) => a.at - b.at)
    const message = byTime[0]?.properties.message
    const known = { message, campaign: '7' }
    expect(byTime.map(({ type, properties }) => [type, properties])).toEqual([
      ['email_sent', { ...known, machine: false }],
      ['email_opened', { ...known, machine: true }],
      ['email_clicked', { ...known, machine: false, url: 'https://shop.example/spring' }],
      ['email_bounced', { ...known, machine: false, bounce: 'soft' }],
      ['email_delivered', { ...known, machine: false }],
      ['email_complained', { ...known, machine: false }],
      ['email_unsubscribed', { campaign: '8', machine: false }],
    ])
    expect(byTime.every(({ who }) => who[0]?.value === 'ada@example.com')).toBe(true)
    expect(new Set(events.map(({ sourceId }) => sourceId)).size).toBe(7)
  })

  test('are all brought, none before the reach of the pull and none after its end', async () => {
    for (let no = 0; no < 4_500; no++) {
      world.account.recordEmailEvent({
        ...mail,
        type: 'OPEN',
        at: START - minutes(60 * 24 * 60) + minutes(no * 19),
      })
    }
    world.account.recordEmailEvent({ ...mail, type: 'OPEN', at: START + 1 })
    const everything = await pull(world, world.connect(), 'email_events')
    expect(new Set(sourceIds(everything)).size).toBe(4_500)
    const recent = await pull(world, world.connect(), 'email_events', undefined, days(10))
    expect(eventsIn(recent).every(event => event.at >= START - days(10))).toBe(true)
    expect(new Set(sourceIds(recent)).size).toBeGreaterThan(700)
  })

  test('stopped after any page lose nothing', async () => {
    for (let no = 0; no < 3_300; no++) {
      world.account.recordEmailEvent({ ...mail, type: 'OPEN', at: START - days(6) + minutes(no) })
    }
    const pages = await pull(world, world.connect(), 'email_events')
    expect(pages.length).toBeGreaterThan(3)
    for (const [stored, { checkpoint }] of pages.entries()) {
      const rest = await pull(world, world.connect(), 'email_events', checkpoint)
      expect(new Set([...sourceIds(pages.slice(0, stored + 1)), ...sourceIds(rest)]).size).toBe(3_300)
    }
  })

  test('that come late, within the overlap, are found by the next pull', async () => {
    world.account.recordEmailEvent({ ...mail, type: 'SENT', at: START - minutes(5) })
    const first = await pull(world, world.connect(), 'email_events')
    world.account.recordEmailEvent({ ...mail, type: 'OPEN', at: START - minutes(64) })
    world.clock.advance(days(1))
    const second = await pull(world, world.connect(), 'email_events', first.at(-1)?.checkpoint)
    expect(
      eventsIn(second)
        .map(({ type }) => type)
        .sort(),
    ).toEqual(['email_opened', 'email_sent'])
    expect(world.emulator.journal.requests).toBeLessThan(30)
  })
})

describe('orders', () => {
  const order = (contactId: string, no: number, at: number) =>
    world.account.addOrder({ name: `Order ${no}`, total: '19.90', currency: 'EUR', contactId, createdAt: at })

  test('become order_placed of their contact, with the total', async () => {
    const contactId = world.account.addContact({ email: 'ada@example.com' })
    const at = START - days(3)
    const id = order(contactId, 1, at)
    expect(eventsIn(await pull(world, world.connect(), 'orders'))).toEqual([
      {
        kind: 'event',
        type: 'order_placed',
        sourceId: id,
        at,
        who: [{ kind: 'vendor', value: contactId }],
        properties: { order: 'Order 1', total: '19.90', currency: 'EUR' },
      },
    ])
  })

  test('of a first pull cost one call per hundred and reach back as far as asked', async () => {
    const contactId = world.account.addContact({ email: 'ada@example.com' })
    for (let no = 0; no < 250; no++) order(contactId, no, START - hours(no + 1))
    world.emulator.journal.clear()
    const pages = await pull(world, world.connect(), 'orders', undefined, days(5))
    expect(eventsIn(pages)).toHaveLength(120)
    expect(world.emulator.journal.requests).toBe(3)
  })

  test('that changed or were archived come again under the same id', async () => {
    const contactId = world.account.addContact({ email: 'ada@example.com' })
    const [changed, archived] = [1, 2, 3].map(no => order(contactId, no, START - days(no))) as [
      string,
      string,
    ]
    const first = await pull(world, world.connect(), 'orders')
    world.clock.advance(days(1))
    world.account.updateOrder(changed, { hs_total_price: '9.90' })
    world.account.archiveOrder(archived)
    world.clock.advance(days(1))
    const again = eventsIn(await pull(world, world.connect(), 'orders', first.at(-1)?.checkpoint))
    expect(again.filter(({ sourceId }) => sourceId === changed).at(-1)?.properties.total).toBe('9.90')
    expect(again.find(({ sourceId }) => sourceId === archived)?.retracted).toBe(true)
  })
})

describe('deals as orders', () => {
  const deal = (contactId: string, no: number, won: boolean) =>
    world.account.addDeal({
      name: `Deal ${no}`,
      total: `${no}.00`,
      contactId,
      createdAt: START - days(30),
      modifiedAt: START - days(1),
      closedAt: START - days(no),
      won,
    })
  const sold = (pages: Parameters<typeof eventsIn>[0]) =>
    eventsIn(pages).map(({ sourceId, at, properties, retracted = false }) => [
      sourceId,
      (START - at) / days(1),
      properties,
      retracted,
    ])

  test('are those that were won, of their contact, on the day that they closed', async () => {
    const contactId = world.account.addContact({ email: 'ada@example.com' })
    const id = deal(contactId, 3, true)
    deal(contactId, 4, false)
    const context = world.connect({ orders: 'deals' })
    const pages = await pull(world, context, 'orders')
    expect(sold(pages)).toEqual([[id, 3, { order: 'Deal 3', total: '3.00', currency: 'USD' }, false]])
    expect(eventsIn(pages)[0]?.who).toEqual([{ kind: 'vendor', value: contactId }])
    expect([...world.emulator.journal.byRoute.keys()]).toEqual(['GET /crm/v3/objects/deals'])
  })

  test('are told when they are won, and taken back when they are open again', async () => {
    const contactId = world.account.addContact({ email: 'ada@example.com' })
    const [won, open] = [deal(contactId, 3, true), deal(contactId, 4, false)]
    const context = world.connect({ orders: 'deals' })
    const first = await pull(world, context, 'orders')
    world.clock.advance(days(1))
    world.account.updateOrder(won, { hs_is_closed_won: 'false' }, 'deals')
    world.account.updateOrder(open, { hs_is_closed_won: 'true' }, 'deals')
    world.clock.advance(days(1))
    const again = await pull(world, context, 'orders', first.at(-1)?.checkpoint)
    expect(new Map(sold(again).map(([id, , , retracted]) => [id, retracted]))).toEqual(
      new Map([
        [won, true],
        [open, false],
      ]),
    )
  })

  test('stand in where the account has no orders, and go on as deals when it gets some', async () => {
    world.account.hasOrders = false
    const contactId = world.account.addContact({ email: 'ada@example.com' })
    const id = deal(contactId, 3, true)
    const first = await pull(world, world.connect(), 'orders')
    expect(sold(first)).toHaveLength(1)
    world.account.hasOrders = true
    world.account.addOrder({ name: 'Order 1', total: 5, contactId, createdAt: START })
    world.clock.advance(days(1))
    world.account.updateOrder(id, { amount: '7.50' }, 'deals')
    world.clock.advance(days(1))
    const later = await pull(world, world.connect(), 'orders', first.at(-1)?.checkpoint)
    expect(sold(later)).toEqual([[id, 3, { order: 'Deal 3', total: '7.50', currency: 'USD' }, false]])
  })

  test('stand in for nothing where orders were asked for, or are not allowed', async () => {
    world.account.hasOrders = false
    await expect(pull(world, world.connect({ orders: 'orders' }), 'orders')).rejects.toMatchObject({
      kind: 'rejected',
      message: expect.stringContaining('Unable to infer object type from: orders'),
    })
    world.account.hasOrders = true
    world.account.scopes = ['crm.objects.deals.read']
    await expect(pull(world, world.connect(), 'orders')).rejects.toMatchObject({
      kind: 'config',
      message: expect.stringContaining('crm.objects.orders.read'),
    })
  })
})

describe('campaigns', () => {
  test('come with subject and send time, and later only those that changed', async () => {
    const sentAt = START - days(1)
    for (let id = 1; id <= 101; id++)
      world.account.addEmailCampaign({
        id,
        name: `No ${id}`,
        subject: 'News',
        sentAt,
        updatedAt: sentAt + id,
      })
    const first = await pull(world, world.connect(), 'campaigns')
    expect(first.map(({ items }) => items.length)).toEqual([100, 1])
    expect(first[0]?.items[0]).toEqual({
      kind: 'campaign',
      id: '1',
      name: 'No 1',
      subject: 'News',
      channel: 'email',
      sentAt,
      changedAt: sentAt + 1,
    })
    const rest = await pull(world, world.connect(), 'campaigns', first[0]?.checkpoint)
    expect(rest.flatMap(({ items }) => items)).toHaveLength(1)
    world.clock.advance(days(1))
    world.account.addEmailCampaign({ id: 5, name: 'No 5, corrected', subject: 'News' })
    const later = await pull(world, world.connect(), 'campaigns', first.at(-1)?.checkpoint)
    const names = later.flatMap(({ items }) =>
      items.flatMap(item => (item.kind === 'campaign' ? [item.name] : [])),
    )
    // The newest one of before comes again: another of its moment may have been missed.
    expect(names).toEqual(['No 5, corrected', 'No 101'])
  })
})

describe('products', () => {
  test('come once, and again when they change', async () => {
    const [url, image] = ['https://shop.example/teapot', 'https://shop.example/teapot.jpg']
    const product = { name: 'Teapot', price: '19.90', hs_url: url, hs_images: image }
    const id = world.account.addProduct(product)
    world.clock.advance(days(1))
    const first = await pull(world, world.connect(), 'products')
    const [item] = first.flatMap(({ items }) => items)
    expect(item).toMatchObject({ id, title: 'Teapot', price: '19.90', currency: null, url, image })
    world.clock.advance(days(1))
    const changed = { properties: { ...product, name: 'Kettle' } }
    world.account.products.write(id, changed, world.clock.now())
    world.clock.advance(days(1))
    const later = await pull(world, world.connect(), 'products', first.at(-1)?.checkpoint)
    expect(later.flatMap(({ items }) => items)).toMatchObject([{ id, title: 'Kettle' }])
  })
})
