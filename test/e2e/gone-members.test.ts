import { startEmulator } from '@esplanade/connector-kit/emulator'
import { instant, simulatedClock } from '@esplanade/core/schema'
import { attribute, none, segment } from '@esplanade/core/segments'
import { hubspot } from '@esplanade/hubspot'
import { hubspotEmulator } from '@esplanade/hubspot/emulator'
import { expect, test } from 'vitest'
import { openRealHub } from './real-data/real-hub.ts'

const NOW = Date.parse('2026-03-01T00:00:00Z')

test('members that were archived before the first pull make nobody, and one archived later keeps its opt-out', async () => {
  const clock = simulatedClock(instant(NOW))
  const crm = await startEmulator(hubspotEmulator, { clock })
  const add = (email: string) => crm.state.addContact({ email, createdAt: NOW - 1_000_000, properties: {} })
  add('ada@example.com')
  crm.state.archiveContact(add('gone@example.com'))
  const leaving = add('leaving@example.com')
  crm.state.optOutOfAll('leaving@example.com', NOW - 500_000)
  const { hub, close } = await openRealHub(
    NOW,
    {
      connections: { crm: hubspot({ accessToken: 'pat-emulator', baseUrl: crm.url, tier: 'enterprise' }) },
      segments: [segment('all', 'Everybody', none(attribute('first_name').is('Nobody')))],
    },
    clock,
  )
  try {
    await hub.run({ command: 'pull' })
    expect(await hub.run({ command: 'status' })).toMatchObject({ contacts: 2 })
    crm.state.archiveContact(leaving)
    clock.advance(3_600_000)
    await hub.run({ command: 'pull' })
    expect(await hub.run({ command: 'status' })).toMatchObject({ contacts: 2, connections: [{ members: 1 }] })
    expect(await hub.run({ command: 'segments-preview', segment: 'all' })).toMatchObject({
      members: 2,
      mailable: 1,
      mailableShare: 0.5,
    })
  } finally {
    await close()
    await crm.close()
  }
})
