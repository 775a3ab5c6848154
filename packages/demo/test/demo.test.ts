import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hours, instant, systemClock } from '@esplanade/core/schema'
import type { Hub } from '@esplanade/hub'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runDemo } from '../src/demo.ts'
import { type Narrator, narrateTo } from '../src/report/narrator.ts'
import { ESPS } from '../src/shop/person.ts'
import { type SyncListener, type SyncRound, syncOnce } from '../src/sync-once.ts'
import { withHub } from '../src/with-hub.ts'
import { openWorld, type World } from '../src/world.ts'

const TIMEOUT_MS = 240_000

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'esplanade-demo-test-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const silently: SyncListener = {
  report: () => {},
  pulled: () => {},
  evaluated: () => {},
  planned: () => {},
  pushed: () => {},
}

async function inSmallWorld(use: (hub: Hub, world: World) => Promise<SyncRound>): Promise<SyncRound> {
  const world = await openWorld({ contacts: 60, seed: 5, base: systemClock })
  try {
    return await withHub(world, folder, hub => use(hub, world))
  } finally {
    await world.close()
  }
}

function listening(): { narrator: Narrator; lines: () => readonly string[] } {
  let told = ''
  const narrator = narrateTo({ write: text => (told += text) })
  return { narrator, lines: () => told.split('\n') }
}

test(
  'a small shop is pulled, segmented, written back and found as wanted, twice',
  async () => {
    const { narrator, lines } = listening()
    const setting = { contacts: 300, seed: 1, folder, clock: systemClock, peakMb: () => 1 }
    const result = await runDemo(setting, narrator)
    expect(lines().filter(text => text.includes('✗'))).toEqual([])
    expect(result).toMatchObject({ contacts: 305, verified: true, peakMb: 1 })
    expect(result.connections.map(({ connector }) => connector)).toEqual(ESPS)
    for (const { rejected, throttled, mismatches, pulled, applied } of result.connections) {
      expect({ rejected, throttled, mismatches }).toEqual({ rejected: 0, throttled: 0, mismatches: 0 })
      expect(pulled).toBeGreaterThan(0)
      expect(applied).toBeGreaterThan(0)
    }
    expect(result.secondSync.mismatches).toBe(0)
    expect(result.secondSync.changedContacts).toBeGreaterThan(0)
  },
  TIMEOUT_MS,
)

test(
  'an event that no vendor knows is found out',
  async () => {
    let buyer = -1
    const round = await inSmallWorld((hub, world) => {
      const at = instant(world.shop.now - hours(1))
      buyer = world.shop.people.findIndex(({ persona }) => persona === 'sleeper')
      const order = {
        kind: 'order_placed',
        esp: 'klaviyo',
        person: buyer,
        at,
        subject: 0,
        cents: 900_00,
      } as const
      world.shop.events.add(order)
      return syncOnce(hub, world, silently)
    })
    expect(round.findings.failures).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^Segment big-spenders has \d+ members, expected \d+\.$/),
      ]),
    )
    expect(round.findings.mismatches.every(({ person }) => person === buyer)).toBe(true)
    expect(round.findings.mismatches.length).toBeGreaterThan(0)
  },
  TIMEOUT_MS,
)
