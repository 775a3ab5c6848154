import { buildCatalog } from '@esplanade/core/schema'
import { expect, test } from 'vitest'
import { ownAmounts } from '../src/ingest/foreign-amounts.ts'

const hub = { catalog: buildCatalog(), currency: 'USD' }

test('amounts in another currency are set apart, each of them', () => {
  const told = { order: '7', total: '12.50', items: 2, currency: 'chf' }
  expect(ownAmounts('order_placed', told, hub)).toEqual({
    properties: { ...told, total: '12.50 CHF' },
    foreign: 1,
  })
})

test.each([
  ['in the currency of the hub', 'order_placed', { total: '12.50', currency: ' usd ' }],
  ['without a currency', 'order_placed', { total: '12.50' }],
  ['in what is no currency', 'order_placed', { total: '12.50', currency: 'points' }],
  ['of an event without amounts', 'email_opened', { message: 'm', currency: 'CHF' }],
  ['of an unknown event', 'party_thrown', { total: '12.50', currency: 'CHF' }],
])('values %s stay as they are', (_, type, properties) => {
  expect(ownAmounts(type, properties, hub)).toEqual({ properties, foreign: 0 })
})
