import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { instant, parseInstant, simulatedClock } from '@esplanade/core/schema'
import { duckdb } from '@esplanade/duckdb'
import { openHub } from '@esplanade/hub'
import { expect, test } from 'vitest'
import { temporaryFolder } from './fixture/folders.ts'

const AS_OF = parseInstant('2026-04-01T12:00:00Z') ?? instant(0)

const PEOPLE = `email,number,region
ada@example.com,A-1,California
bob@example.com,A-2,Ohio
`
const ORDERS = `email,at,total
ada@example.com,2026-03-10T00:00:00Z,20.00
ada@example.com,2026-03-20T08:00:00Z,30.00
bob@example.com,2026-03-20T08:00:00Z,90.00
`
const BUYERS = `id: buyers
title: Buyers
when: { event: order_placed, within: 30d, count: { at_least: 2 } }
`

/** A hub with two people and three orders, on a clock that stands still. */
async function shop(segments: Readonly<Record<string, string>> = { 'buyers.yaml': BUYERS }) {
  const files = Object.entries(segments).map(([name, text]) => [`segments/${name}`, text])
  const folder = temporaryFolder({ 'people.csv': PEOPLE, 'orders.csv': ORDERS, ...Object.fromEntries(files) })
  const clock = simulatedClock(AS_OF)
  const hub = await openHub(
    { store: duckdb({ file: join(folder, 'shop.duckdb') }), currency: 'EUR', connections: {} },
    { clock, environment: {}, random: () => 0.5, folder },
  )
  const identities = { email: 'email', external: 'number' }
  await hub.run({
    command: 'import',
    kind: 'contacts',
    file: join(folder, 'people.csv'),
    mapping: { identities, attributes: { region: 'region' } },
  })
  await hub.run({
    command: 'import',
    kind: 'events',
    file: join(folder, 'orders.csv'),
    mapping: {
      identities: { email: 'email' },
      type: 'order_placed',
      at: 'at',
      properties: { total: 'total' },
    },
  })
  const write = (name: string, text: string) => writeFileSync(join(folder, 'segments', name), text)
  return { hub, clock, write }
}

test('explain finds a contact by address, external id or number, and agrees with the evaluation', async () => {
  const { hub } = await shop()
  const evaluated = await hub.run({ command: 'evaluate' })
  expect(evaluated.segments).toMatchObject([{ id: 'buyers', members: 1 }])
  const ask = (contact: string) => hub.run({ command: 'segments-explain', segment: 'buyers', contact })
  const ada = await ask(' ADA@example.com')
  expect(ada).toMatchObject({
    segment: 'buyers',
    member: true,
    changesAt: '2026-04-09T00:00:00.000Z',
    rule: {
      actual: { of: 'count', value: 2 },
      events: { latest: [{ at: '2026-03-20T08:00:00.000Z', properties: { total: '30.00' } }, {}] },
    },
  })
  expect(await ask('A-1')).toEqual(ada)
  expect(await ask(String(ada.contact))).toEqual(ada)
  expect(await ask('external:A-2')).toMatchObject({ member: false, rule: { change: '1 such event more' } })
  for (const nobody of ['eve@example.com', 'A-3', '99', 'email:', 'phone:1']) {
    await expect(ask(nobody)).rejects.toMatchObject({ name: 'RequestError' })
  }
  await expect(hub.run({ command: 'segments-explain', segment: 'buyer', contact: 'A-1' })).rejects.toThrow(
    'Did you mean "buyers"?',
  )
  await hub.close()
})
