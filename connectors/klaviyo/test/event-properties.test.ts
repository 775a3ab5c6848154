import { describe, expect, it } from 'vitest'
import { eventProperties } from '../src/event-properties.ts'

describe('properties of an event', () => {
  it.each([
    [
      'an order in the words of the integration guide',
      'order_placed',
      { OrderId: 'A1', $value: 39.9, Categories: ['Books', 'Toys'], Items: [{ Quantity: 2 }, { SKU: 'x' }] },
      { order: 'A1', total: 39.9, items: 3, category: 'Books' },
    ],
    [
      'an order with no id of its own: the unique id of the event stands in',
      'order_placed',
      { $event_id: '1770000000', $value: '12.50' },
      { order: '1770000000', total: 12.5 },
    ],
    [
      'a sum with the noise of binary fractions',
      'order_placed',
      { OrderId: 1, $value: 0.1 + 0.2 },
      { order: '1', total: 0.3 },
    ],
    [
      'a product seen',
      'product_viewed',
      { ProductID: '17', ProductName: 'Mug', Price: 9, Categories: ['Kitchen'], URL: 'https://x.example/17' },
      { product: '17', price: 9, category: 'Kitchen', url: 'https://x.example/17' },
    ],
    [
      'an item put into the cart',
      'cart_added',
      { AddedItemProductID: '17', AddedItemPrice: 9, AddedItemQuantity: 2, AddedItemCategories: ['Kitchen'] },
      { product: '17', price: 9, quantity: 2, category: 'Kitchen' },
    ],
    ['a page', 'page_viewed', { page: 'https://x.example/' }, { url: 'https://x.example/' }],
    [
      'an order in a currency of its own',
      'order_placed',
      { OrderId: 'A1', $value: 39.9, $currency_code: 'CHF' },
      { total: 39.9, currency: 'CHF' },
    ],
    ['a checkout', 'checkout_started', { $value: 5, ItemCount: 2 }, { total: 5, items: 2 }],
  ])('%s', (_, type, bag, expected) => {
    expect(eventProperties(type, 'Metric', bag)).toMatchObject(expected)
  })

  it('leaves out an amount that is none, and a total that is missing', () => {
    expect(eventProperties('order_placed', 'Placed Order', { $value: 'free' })).toEqual({})
    expect(eventProperties('order_placed', 'Placed Order', { $value: null })).toEqual({})
  })

  it('never lets another property replace a shared one', () => {
    const bag = { 'Total ': 'other', Order: 'other', OrderId: 'A1', $value: 3 }
    expect(eventProperties('order_placed', 'Placed Order', bag)).toMatchObject({ order: 'A1', total: 3 })
  })
})
