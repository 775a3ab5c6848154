import type { Hub, SyncConfig } from '@esplanade/hub'
import { expect, test } from 'vitest'
import { inHubWorld } from './world/open-hub.ts'
import { vendorState } from './world/vendor-state.ts'
import { AUDIENCE, type Vendors } from './world/vendors.ts'

const HOUR_MS = 3_600_000
const CITIES = ['Wien', 'Graz']
const SYNCS: readonly SyncConfig[] = [
  { connection: 'news', fields: { PLACE: { attribute: 'city' } } },
  { connection: 'crm', fields: { place: { attribute: 'city' } } },
]

/** Thirty people, one of them from a city that neither vendor's field has among its choices. */
function settle({ news, crm }: Vendors, joinedAt: number): void {
  const choices = { name: 'Place', choices: CITIES, required: false }
  news.state.audience(AUDIENCE).mergeFields.push({ mergeId: 90, tag: 'PLACE', type: 'dropdown', ...choices })
  crm.state.addProperty({
    name: 'place',
    type: 'enumeration',
    options: CITIES.map(value => ({ label: value, value, hidden: false })),
  })
  for (let no = 0; no < 30; no += 1) {
    const email = `person${no}@letter.example`
    const city = no === 7 ? 'Linz' : (CITIES[no % 2] ?? '')
    const ADDRESS = { addr1: 'Ring 1', city, state: '', zip: '1010' }
    news.state.addMember(AUDIENCE, { email, timestampOpt: joinedAt, mergeFields: { ADDRESS } })
    crm.state.addContact({ email, createdAt: joinedAt, properties: { city } })
  }
}

async function letters(hub: Hub): Promise<Record<string, number>> {
  const { connections } = await hub.run({ command: 'status' })
  return Object.fromEntries(connections.map(({ id, deadLetters }) => [id, deadLetters]))
}

test(
  'a replay sends what waits once more, after the vendor was mended, and nothing else',
  { timeout: 60_000 },
  () =>
    inHubWorld({ segments: [], syncs: SYNCS }, async ({ hub, vendors, clock, ...world }) => {
      settle(vendors, clock.now() - 24 * HOUR_MS)
      await hub.run({ command: 'sync' })
      expect(await letters(hub)).toEqual({ news: 1, crm: 1, shop: 0 })
      clock.advance(HOUR_MS)
      // Without a change the vendor's answer is the same, and is kept once.
      const same = await hub.run({ command: 'replay' })
      expect(same.moot).toBe(0)
      expect(same.push.connections.map(({ id, changed }) => [id, changed])).toEqual([
        ['news', 1],
        ['crm', 1],
      ])
      expect(await letters(hub)).toEqual({ news: 1, crm: 1, shop: 0 })

      // Somebody adds the choice, and somebody else joins: a replay is not a push.
      const field = vendors.news.state.audience(AUDIENCE).mergeFields.find(({ tag }) => tag === 'PLACE')
      Object.assign(field ?? {}, { choices: [...CITIES, 'Linz'] })
      vendors.news.state.addMember(AUDIENCE, { email: 'new@letter.example', mergeFields: {} })
      clock.advance(HOUR_MS)
      await hub.run({ command: 'pull', connections: ['news'] })
      const { push } = await hub.run({ command: 'replay', connections: ['news'] })
      expect(push.connections.map(({ changed, applied }) => ({ changed, applied }))).toEqual([
        { changed: 1, applied: 1 },
      ])
      expect(await letters(hub)).toEqual({ news: 0, crm: 1, shop: 0 })

      // What is not wanted any more is no letter to keep.
      const changed = await world.reopen({ syncs: SYNCS.slice(0, 1) })
      expect(await changed.run({ command: 'replay' })).toMatchObject({ moot: 1, push: { connections: [] } })
      expect(await letters(changed)).toEqual({ news: 0, crm: 0, shop: 0 })
    }),
)

test(
  'a row that a vendor rejects waits with its words, is not sent again until it changes, and takes no other down',
  { timeout: 60_000 },
  () =>
    inHubWorld({ segments: [], syncs: SYNCS }, async ({ hub, vendors, clock }) => {
      settle(vendors, clock.now() - 24 * HOUR_MS)
      const placed = () => {
        const { news, crm } = vendorState(vendors)
        const filled = (held: typeof news, field: string) =>
          Object.values(held).filter(({ fields }) => (fields[field] ?? '') !== '').length
        return { news: filled(news, 'PLACE'), crm: filled(crm, 'place') }
      }

      const { push } = await hub.run({ command: 'sync' })
      expect(
        push.connections.map(({ id, applied, refused, rejected, error }) => [
          id,
          { applied, refused: refused + rejected, error },
        ]),
      ).toEqual(['news', 'crm'].map(id => [id, { applied: 29, refused: 1, error: null }]))
      expect(placed()).toEqual({ news: 29, crm: 29 })
      const words = Object.fromEntries(
        push.connections.map(({ id, deadLetters }) => [id, deadLetters.map(({ message }) => message)]),
      )
      expect(words.news?.[0]).toContain('No value fits its field: PLACE')
      expect(words.crm?.[0]).toContain('No value fits its field: place')

      expect(push.connections.find(({ id }) => id === 'crm')?.notes).toEqual([
        expect.objectContaining({ target: 'fields', field: 'place', did: 'left-out', rows: 1 }),
      ])

      for (let round = 0; round < 2; round += 1) {
        clock.advance(HOUR_MS)
        vendors.clearJournals()
        const again = await hub.run({ command: 'sync' })
        expect(again.push.connections.filter(({ changed }) => changed > 0)).toEqual([])
        expect(vendors.writes()).toEqual([])
        const { connections } = await hub.run({ command: 'status' })
        expect(connections.map(({ id, deadLetters }) => ({ id, deadLetters }))).toEqual([
          { id: 'news', deadLetters: 1 },
          { id: 'crm', deadLetters: 1 },
          { id: 'shop', deadLetters: 0 },
        ])
      }

      // They move to a city that the fields know: that is another row, and it goes out.
      const moved = vendors.crm.state.contactByEmail('person7@letter.example')
      vendors.crm.state.updateContact(moved?.id ?? '', { city: 'Graz' })
      clock.advance(HOUR_MS)
      const mended = await hub.run({ command: 'sync' })
      expect(
        mended.push.connections.filter(({ changed }) => changed > 0).map(({ id, applied }) => [id, applied]),
      ).toEqual([
        ['news', 1],
        ['crm', 1],
      ])
      expect(placed()).toEqual({ news: 30, crm: 30 })
      expect(await letters(hub)).toEqual({ news: 0, crm: 0, shop: 0 })
      for (const { errors } of [vendors.news, vendors.crm]) expect(errors).toEqual([])
    }),
)
