import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { event, segment } from '@esplanade/core/segments'
import { expect, test } from 'vitest'
import { openRealHub } from './real-data/real-hub.ts'

const MAPPING = {
  source: 'shop',
  identities: { email: 'mail' },
  type: 'order_placed',
  at: 'at',
  id: ['order'],
  properties: { total: 'total' },
}

test('an order told again with another total is corrected, and the same file again changes nothing', async () => {
  const { hub, folder, close } = await openRealHub(Date.parse('2026-03-01T00:00:00Z'), {
    connections: {},
    segments: [segment('spent', 'Spent more than 500', event('order_placed').sum('total').moreThan(500))],
  })
  const tell = (row: string) => {
    const file = join(folder, 'orders.csv')
    writeFileSync(file, `mail,at,order,total\n${row}\n`)
    return hub.run({ command: 'import', kind: 'events', file, mapping: MAPPING })
  }
  const members = async () => (await hub.run({ command: 'evaluate' })).segments[0]?.members
  try {
    expect(await tell('ada@example.com,2026-02-01,17,900')).toMatchObject({ events: 1, duplicates: 0 })
    expect(await members()).toBe(1)
    expect(await tell('ada@example.com,2026-02-01,17,9')).toMatchObject({ events: 0, duplicates: 0 })
    expect(await members()).toBe(0)
    expect(await tell('ada@example.com,2026-02-01,17,9')).toMatchObject({ events: 0, duplicates: 1 })

    // The right total under the wrong address: the order goes over to whom it belongs.
    await tell('bo@example.com,2026-02-01,17,900')
    expect(await members()).toBe(1)
    const { contacts } = await hub.run({ command: 'segments-members', segment: 'spent' })
    expect(contacts).toHaveLength(1)
    expect(JSON.stringify(contacts)).toContain('bo@example.com')
  } finally {
    await close()
  }
})
