import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { attribute, consent, event, none, segment } from '@esplanade/core/segments'
import { expect, test } from 'vitest'
import { openRealHub } from './real-data/real-hub.ts'

const NOW = Date.parse('2026-03-01T00:00:00Z')

const PEOPLE = `email,phone,name
ada@example.com,,Ada
,+49 30 123456,Phone alone
`
const ORDERS = `email,at,total,currency
ada@example.com,2026-02-01,20.00,USD
ada@example.com,2026-02-02,900.00,JPY
ada@example.com,2026-02-03,30.00,
stranger@example.com,2026-02-03,99.00,USD
not an address,2026-02-03,99.00,USD
`

test('people without an address count, strangers become contacts, and yen are never added to dollars', async () => {
  const { hub, folder, close } = await openRealHub(NOW, {
    connections: {},
    segments: [
      segment('everybody', 'Everybody', none(attribute('first_name').is('Nobody'))),
      segment('mailable', 'To mail', consent('email', 'mailable')),
      segment('to-text', 'To text', consent('sms', 'never_asked')),
      segment('fifty', 'Spent exactly 50', event('order_placed').sum('total').is(50)),
      segment('three', 'Three orders', event('order_placed').count().is(3)),
      segment(
        'yen',
        'Ordered for what is no amount here',
        event('order_placed').where({ total: { exists: false } }),
      ),
    ],
  })
  const members = async (id: string) => (await hub.run({ command: 'segments-preview', segment: id })).members
  try {
    const file = (name: string, text: string) => {
      writeFileSync(join(folder, name), text)
      return join(folder, name)
    }
    await hub.run({
      command: 'import',
      kind: 'contacts',
      file: file('people.csv', PEOPLE),
      mapping: { identities: { email: 'email', phone: 'phone' }, attributes: { first_name: 'name' } },
    })
    const orders = await hub.run({
      command: 'import',
      kind: 'events',
      file: file('orders.csv', ORDERS),
      mapping: {
        identities: { email: 'email' },
        type: 'order_placed',
        at: 'at',
        properties: { total: 'total', currency: 'currency' },
      },
    })
    expect(orders).toMatchObject({ rows: 5, events: 4, rejectedRows: 1 })
    expect(await members('everybody')).toBe(3)
    expect(await members('mailable')).toBe(2)
    expect(await members('to-text')).toBe(1)
    expect(await members('fifty')).toBe(1)
    expect(await members('three')).toBe(1)
    expect(await members('yen')).toBe(1)
  } finally {
    await close()
  }
})
