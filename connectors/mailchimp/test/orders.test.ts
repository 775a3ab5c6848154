import { days, hours, type PulledEvent } from '@esplanade/connector-kit'
import { describe, expect, test } from 'vitest'
import { AUDIENCE, later, openAccount, pull } from './open-account.ts'

async function shopWith(orders: number) {
  const opened = await openAccount()
  opened.account.addStore({ id: 'shop', audienceId: AUDIENCE, name: 'Shop', currency: 'EUR' })
  for (let n = 0; n < orders; n++) {
    const processedAt = later(-days(400) + hours(n))
    opened.account.addOrder('shop', {
      id: `o${n}`,
      email: `buyer${n % 7}@example.com`,
      total: n,
      processedAt,
    })
  }
  return opened
}

const idsOf = (items: readonly unknown[]): string[] => (items as PulledEvent[]).map(event => event.sourceId)

describe('orders', () => {
  test('carry total, currency and items', async () => {
    const { account, context } = await shopWith(0)
    account.addOrder('shop', {
      id: '1001',
      email: 'ada@example.com',
      total: 19.99,
      processedAt: later(-days(1)),
      lines: [
        { product: 'cup', quantity: 2, price: 5 },
        { product: 'pot', quantity: 1, price: 9.99 },
      ],
    })
    expect((await pull(context, 'orders')).items).toEqual([
      {
        kind: 'event',
        type: 'order_placed',
        sourceId: 'shop:1001',
        at: later(-days(1)),
        who: [{ kind: 'email', value: 'ada@example.com' }],
        properties: { order: '1001', total: '19.99', currency: 'EUR', items: 3 },
      },
    ])
  })

  test('a cancelled order is taken back, a refunded one is both', async () => {
    const { account, context } = await shopWith(0)
    const order = { email: 'ada@example.com', total: 5, processedAt: later(-days(2)) }
    account.addOrder('shop', { ...order, id: 'a', cancelledAt: later(-days(1)) })
    account.addOrder('shop', { ...order, id: 'b', financialStatus: 'refunded', updatedAt: later(-hours(1)) })
    const { items } = await pull(context, 'orders')
    expect(items).toMatchObject([
      { type: 'order_placed', sourceId: 'shop:a', retracted: true },
      { type: 'order_placed', sourceId: 'shop:b' },
      { type: 'order_refunded', sourceId: 'shop:b', at: later(-hours(1)) },
    ])
  })

  test('are complete, also when killed after any page, and later pulls stop at old ones', async () => {
    const { account, context, connect, emulator, clock } = await shopWith(2_500)
    const whole = await pull(context, 'orders')
    expect(new Set(idsOf(whole.items)).size).toBe(2_500)
    for (let pages = 1; pages < whole.pages.length; pages++) {
      const killed = await pull(context, 'orders', { pages })
      const rest = await pull(connect(), 'orders', { checkpoint: killed.checkpoint })
      expect(new Set(idsOf([...killed.items, ...rest.items])).size).toBe(2_500)
      expect(rest.checkpoint).toEqual(whole.checkpoint)
    }
    clock.advance(days(1))
    account.addOrder('shop', { id: 'new', email: 'ada@example.com', total: 1, processedAt: later(hours(3)) })
    emulator.journal.clear()
    const second = await pull(context, 'orders', { checkpoint: whole.checkpoint })
    expect(idsOf(second.items)).toContain('shop:new')
    expect(emulator.journal.requests).toBe(2)
  })

  test('an order that is uploaded months late is found', async () => {
    const { account, context, clock } = await shopWith(1_500)
    const first = await pull(context, 'orders')
    clock.advance(days(1))
    account.addOrder('shop', {
      id: 'late',
      email: 'ada@example.com',
      total: 1,
      processedAt: later(-days(800)),
    })
    const second = await pull(context, 'orders', { checkpoint: first.checkpoint })
    expect(idsOf(second.items)).toContain('shop:late')
  })
})
