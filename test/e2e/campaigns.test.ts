import { expect, test } from 'vitest'
import { inHubWorld } from '../faults/world/open-hub.ts'
import { settleTown, townsmen } from '../faults/world/town.ts'

const PEOPLE = townsmen(42)

test('engagement is read per mail: people who got it, opened it, and left by it', { timeout: 60_000 }, () =>
  inHubWorld({ segments: [] }, async ({ hub, vendors, clock }) => {
    expect(await hub.run({ command: 'campaigns-list' })).toEqual([])
    settleTown(vendors, PEOPLE, clock.now())
    await hub.run({ command: 'pull' })
    const readers = PEOPLE.filter(person => person.in.news)
    const counts = { sent: readers.length, clicked: 0, unsubscribed: 0 }
    const mail = { connection: 'news', channel: 'email', ...counts }
    const opened = (times: number) => readers.filter(({ opens }) => opens >= times).length
    const listed = [
      { ...mail, id: 'june', subject: 'June', sentAt: '2026-02-25T09:00:00.000Z', opened: opened(2) },
      { ...mail, id: 'spring', subject: 'Spring', sentAt: '2026-02-21T09:00:00.000Z', opened: opened(1) },
    ]
    expect(await hub.run({ command: 'campaigns-list' })).toMatchObject(listed)
    // Pulled again, it is the same list.
    clock.advance(3_600_000)
    await hub.run({ command: 'pull' })
    expect(await hub.run({ command: 'campaigns-list' })).toMatchObject(listed)
  }),
)
