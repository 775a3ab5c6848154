import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { days, instant, simulatedClock } from '@esplanade/core/schema'
import { event, inSegment, segment } from '@esplanade/core/segments'
import { expect, test } from 'vitest'
import { openRealHub } from './real-data/real-hub.ts'

const NOW = Date.parse('2026-03-01T00:00:00Z')
const SEGMENTS = [
  segment('spent', 'Spent 500 in a month', event('order_placed').within('30d').sum('total').atLeast(500)),
  segment(
    'large',
    'One large order',
    event('order_placed')
      .where({ total: { at_least: 400 } })
      .count()
      .atLeast(1),
  ),
  segment('both', 'Spent, as another segment says', inSegment('spent')),
  segment('buyers', 'Ordered', event('order_placed').count().atLeast(1)),
]
const TOTAL = { event: 'order_placed', property: 'total' }
const MAPPING = {
  source: 'shop',
  identities: { email: 'mail' },
  type: 'order_placed',
  at: 'at',
  id: ['order'],
  properties: { total: 'total', currency: 'currency' },
}

async function shop(foreignAmounts?: 'hold' | 'leave-out') {
  const clock = simulatedClock(instant(NOW))
  const more = foreignAmounts === undefined ? {} : { foreignAmounts }
  const { hub, folder, close } = await openRealHub(
    NOW,
    { connections: {}, segments: SEGMENTS, ...more },
    clock,
  )
  const tell = async (...rows: string[]) => {
    const file = join(folder, 'orders.csv')
    writeFileSync(file, ['mail,at,order,total,currency', ...rows, ''].join('\n'))
    await hub.run({ command: 'import', kind: 'events', file, mapping: MAPPING })
  }
  const evaluate = async () => {
    const { segments, held } = await hub.run({ command: 'evaluate' })
    return { sizes: Object.fromEntries(segments.map(({ id, members }) => [id, members])), held }
  }
  return { clock, tell, evaluate, close }
}

test('segments that read foreign amounts are held with their number, as long as those are in their windows', async () => {
  const { clock, tell, evaluate, close } = await shop()
  try {
    await tell('ada@example.com,2026-02-20,1,600,USD')
    expect(await evaluate()).toEqual({ sizes: { spent: 1, large: 1, both: 1, buyers: 1 }, held: [] })

    await tell('bo@example.com,2026-02-10,2,900,CHF', 'ada@example.com,2026-02-20,1,5,usd')
    const foreign = { because: 'foreign', ...TOTAL, amounts: 1, currencies: ['CHF'] }
    expect(await evaluate()).toEqual({
      sizes: { spent: 1, large: 1, both: 1, buyers: 2 },
      held: ['spent', 'large', 'both'].map(id => ({ segment: id, ...foreign })),
    })

    clock.advance(days(15))
    expect(await evaluate()).toEqual({
      sizes: { spent: 0, large: 1, both: 0, buyers: 2 },
      held: [{ segment: 'large', ...foreign }],
    })
    // Told again in the hub's currency, nothing is foreign any more.
    await tell('bo@example.com,2026-02-10,2,950,USD')
    expect(await evaluate()).toMatchObject({ sizes: { large: 1 }, held: [] })
  } finally {
    await close()
  }
})

test('foreign amounts that are to be left out hold nothing', async () => {
  const { tell, evaluate, close } = await shop('leave-out')
  try {
    await tell('ada@example.com,2026-02-20,1,600,USD', 'bo@example.com,2026-02-10,2,900,CHF')
    expect(await evaluate()).toEqual({ sizes: { spent: 1, large: 1, both: 1, buyers: 2 }, held: [] })
  } finally {
    await close()
  }
})
