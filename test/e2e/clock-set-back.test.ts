import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Clock, hours, instant, isoInstant } from '@esplanade/core/schema'
import { event, segment } from '@esplanade/core/segments'
import { expect, test } from 'vitest'
import { openRealHub } from './real-data/real-hub.ts'

const NOW = Date.parse('2026-03-01T12:00:00Z')

test('a full evaluation with a clock that was set back ends no stay before it began', async () => {
  let now = instant(NOW)
  const clock: Clock = { now: () => now, sleep: () => Promise.resolve() }
  const { hub, folder, close } = await openRealHub(
    NOW,
    {
      connections: {},
      segments: [segment('spent', 'Spent more than 500', event('order_placed').sum('total').moreThan(500))],
    },
    clock,
  )
  const tell = (total: number) => {
    const file = join(folder, 'orders.csv')
    writeFileSync(file, `mail,at,order,total\nada@example.com,2026-02-01,17,${total}\n`)
    const mapping = {
      source: 'shop',
      identities: { email: 'mail' },
      type: 'order_placed',
      at: 'at',
      id: ['order'],
      properties: { total: 'total' },
    }
    return hub.run({ command: 'import', kind: 'events', file, mapping })
  }
  try {
    await tell(900)
    expect(await hub.run({ command: 'evaluate' })).toMatchObject({ segments: [{ members: 1 }] })

    now = instant(NOW - hours(2))
    await tell(9)
    expect(await hub.run({ command: 'evaluate', full: true })).toMatchObject({
      asOf: isoInstant(instant(NOW)),
      segments: [{ members: 0, left: 1 }],
    })
    now = instant(NOW + hours(1))
    expect(await hub.run({ command: 'segments-members', segment: 'spent' })).toMatchObject({ members: 0 })
  } finally {
    await close()
  }
})
