import { startEmulator } from '@esplanade/connector-kit/emulator'
import { simulatedClock } from '@esplanade/core/schema'
import { attribute, consent, listed, none, segment } from '@esplanade/core/segments'
import { hubspot } from '@esplanade/hubspot'
import { hubspotEmulator } from '@esplanade/hubspot/emulator'
import { klaviyo } from '@esplanade/klaviyo'
import { EMULATED_API_KEY, klaviyoEmulator } from '@esplanade/klaviyo/emulator'
import { expect, test } from 'vitest'
import { openRealHub } from './real-data/real-hub.ts'

const NOW = Date.parse('2026-03-01T12:00:00Z')
const A_DAY_MS = 86_400_000

test("a vendor's own segment is read by the segments that name it, and no sync may fill it", async () => {
  const clock = simulatedClock(NOW as Parameters<typeof simulatedClock>[0])
  const emulator = await startEmulator(klaviyoEmulator, { clock })
  const account = emulator.state
  const created = NOW - 9 * A_DAY_MS
  const ids = [0, 1, 2, 3].map(no => account.addProfile({ email: `p${no}@example.com`, created }).id)
  account.catalogue.addSegment('Engaged', created, ids.slice(0, 3))
  const segments = [
    segment('engaged', 'Engaged there', listed('Engaged', 'shop')),
    segment('everybody', 'Everybody', none(attribute('first_name').is('Nobody'))),
  ]
  const connections = { shop: klaviyo({ apiKey: EMULATED_API_KEY, baseUrl: emulator.url }) }
  const hub = await openRealHub(NOW, { connections, segments }, clock)
  const filling = await openRealHub(
    NOW,
    {
      connections,
      segments,
      syncs: [{ connection: 'shop', segment: 'everybody', into: { list: 'Engaged' } }],
    },
    clock,
  )
  try {
    await hub.hub.run({ command: 'pull' })
    const members = (id: string) => hub.hub.run({ command: 'segments-preview', segment: id })
    expect((await members('engaged')).members).toBe(3)
    expect((await members('everybody')).members).toBe(4)

    const [refused] = (await filling.hub.run({ command: 'pull' })).connections
    expect(refused?.error).toContain('nothing can be written to list:Engaged')
    expect(refused?.error).toContain('by its own rule')
  } finally {
    await filling.close()
    await hub.close()
    await emulator.close()
  }
})

test('consent to a topic at a vendor is asked for by the name that the configuration gives it', async () => {
  const clock = simulatedClock(NOW as Parameters<typeof simulatedClock>[0])
  const emulator = await startEmulator(hubspotEmulator, { clock })
  const account = emulator.state
  account.addSubscriptionType({ id: '7', name: 'Weekly' })
  const createdAt = NOW - 9 * A_DAY_MS
  const add = (no: number, weekly: 'SUBSCRIBED' | 'UNSUBSCRIBED') =>
    account.addContact({
      email: `p${no}@example.com`,
      createdAt,
      subscriptions: { '1': 'SUBSCRIBED', '7': weekly },
    })
  add(0, 'SUBSCRIBED')
  add(1, 'UNSUBSCRIBED')
  add(2, 'UNSUBSCRIBED')
  const { hub, close } = await openRealHub(
    NOW,
    {
      connections: {
        crm: hubspot({
          accessToken: 'pat-emulator',
          baseUrl: emulator.url,
          tier: 'enterprise',
          subscriptionId: '1',
          topics: { weekly: '7' },
        }),
      },
      segments: [
        segment('readers', 'Read weekly', consent('email', 'subscribed', { topic: 'weekly' })),
        segment('mailable', 'May be mailed', consent('email', 'mailable')),
      ],
    },
    clock,
  )
  try {
    await hub.run({ command: 'pull' })
    const members = async (id: string) =>
      (await hub.run({ command: 'segments-preview', segment: id })).members
    expect([await members('readers'), await members('mailable')]).toEqual([1, 3])
  } finally {
    await close()
    await emulator.close()
  }
})
