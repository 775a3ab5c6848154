import { expect, test } from 'vitest'
import type { People } from './people.ts'
import { bought, event, mails, times } from './story-events.ts'
import type { StoryTeller } from './story-teller.ts'

/** The examples that depend on the order of events. */
export function describeWorkedExamplesInOrder({ exampleMembers }: StoryTeller): void {
  test('W2: high-value, recently abandoned a cart, and opened the last three mails', async () => {
    const spent = event('order_placed', '2026-01-10', { total: '500' })
    const carted = event('cart_added', '2026-03-30')
    const people: People = {
      ada: { events: [spent, carted, ...mails(3, 3)] },
      // Four were sent, and the latest of them was not opened.
      notTheLast: { events: [spent, carted, ...mails(4, 3)] },
      onlyTwo: { events: [spent, carted, ...mails(2, 2)] },
      // Three opens in a row, all of one mail.
      oneMail: {
        events: [
          spent,
          carted,
          ...mails(3, 1),
          ...times(2, event('email_opened', '2026-03-12', { message: 'm0' })),
        ],
      },
      bought: { events: [spent, carted, event('order_placed', '2026-03-30T00:30:00Z'), ...mails(3, 3)] },
      longAgo: { events: [spent, event('cart_added', '2026-03-20'), ...mails(3, 3)] },
      lowValue: {
        events: [event('order_placed', '2026-01-10', { total: '499.99' }), carted, ...mails(3, 3)],
      },
    }
    expect(await exampleMembers('w02-abandoned-but-reading.yaml', people)).toEqual({
      'abandoned-but-reading': ['ada'],
    })
  })

  test('W6: VIP after the 3rd purchase within a month', async () => {
    const on = (...dates: string[]) => dates.map(date => event('order_placed', date))
    const people: People = {
      now: { events: on('2026-03-10', '2026-03-20', '2026-03-30') },
      // Long quiet since, and still a VIP.
      onceUponATime: { events: on('2024-01-01', '2024-01-02', '2024-01-30') },
      spread: { events: on('2026-01-01', '2026-02-15', '2026-03-30') },
      two: { events: on('2026-03-29', '2026-03-30') },
    }
    expect(await exampleMembers('w06-vip-by-third-order.yaml', people)).toEqual({
      'vip-third-order': ['now', 'onceUponATime'],
      'vip-third-order-lately': ['now'],
    })
  })

  test('W7: VIP after 5 purchases', async () => {
    const people: People = {
      five: { events: times(5, event('order_placed', '2020-01-01')) },
      four: { events: times(4, bought) },
    }
    expect(await exampleMembers('w07-vip-by-fifth-order.yaml', people)).toEqual({
      'vip-fifth-order': ['five'],
    })
  })

  test('W22: whoever added to the cart and did not order becomes a cart abandoner', async () => {
    const people: People = {
      left: { events: [event('cart_added', '2026-04-01T11:30:00Z')] },
      stillThere: { events: [event('cart_added', '2026-04-01T11:30:00.001Z')] },
      checkingOut: {
        events: [
          event('cart_added', '2026-04-01T10:00:00Z'),
          event('checkout_started', '2026-04-01T10:10:00Z'),
        ],
      },
      yesterday: { events: [event('cart_added', '2026-03-31T12:00:00Z')] },
    }
    expect(await exampleMembers('w22-cart-abandoner.yaml', people)).toEqual({ 'cart-abandoner': ['left'] })
  })

  test('W29: viewed, added to the cart, and no order within an hour', async () => {
    const [viewed, carted] = [
      event('product_viewed', '2026-03-30T10:00:00Z'),
      event('cart_added', '2026-03-30T10:20:00Z'),
    ]
    const people: People = {
      left: { events: [viewed, carted] },
      later: { events: [viewed, carted, event('order_placed', '2026-03-30T11:20:00Z')] },
      bought: { events: [viewed, carted, event('order_placed', '2026-03-30T11:19:59Z')] },
      unseen: { events: [carted] },
      lastMonth: {
        events: [event('product_viewed', '2026-03-01'), event('cart_added', '2026-03-01T01:00:00Z')],
      },
    }
    expect(await exampleMembers('w29-viewed-carted-left.yaml', people)).toEqual({
      'viewed-carted-left': ['left', 'later'],
    })
  })
}
