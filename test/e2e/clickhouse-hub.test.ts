import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { clickhouse } from '@esplanade/clickhouse'
import { type Instant, simulatedClock } from '@esplanade/core/schema'
import { all, attribute, event, segment } from '@esplanade/core/segments'
import { duckdb } from '@esplanade/duckdb'
import { type Hub, openHub } from '@esplanade/hub'
import { expect, test } from 'vitest'
import { chdbClient } from '../clickhouse/chdb.ts'
import { httpFront } from '../clickhouse/http-front.ts'

const NOW = Date.parse('2026-03-01T00:00:00Z') as Instant
const PEOPLE = `mail,customer,region
ada@example.com,1,California
bo@example.com,2,O'Hio \\ "x"
`

test('a hub with its state on DuckDB and its facts on ClickHouse over HTTP goes on where it was', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'esplanade-clickhouse-'))
  const engine = chdbClient(join(folder, 'engine'))
  const front = await httpFront(engine)
  const segments = [
    segment('spent', 'Spent more than 500', event('order_placed').sum('total').moreThan(500)),
    segment('ohio', 'From there', all(attribute('region').is(`O'Hio \\ "x"`))),
  ]
  const open = (): Promise<Hub> =>
    openHub(
      {
        connections: {},
        currency: 'USD',
        segments,
        store: clickhouse({
          url: front.url,
          state: duckdb({ file: join(folder, 'state.duckdb'), threads: 1 }),
        }),
      },
      { clock: simulatedClock(NOW), environment: {}, random: () => 0.5, folder },
    )
  let hub = await open()
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  const order = (row: string) =>
    hub.run({
      command: 'import',
      kind: 'events',
      file: file('orders.csv', `mail,at,order,total\n${row}\n`),
      mapping: {
        source: 'shop',
        identities: { email: 'mail' },
        type: 'order_placed',
        at: 'at',
        id: ['order'],
        properties: { total: 'total' },
      },
    })
  const members = async () =>
    Object.fromEntries((await hub.run({ command: 'evaluate' })).segments.map(({ id, members: n }) => [id, n]))
  try {
    const people = {
      command: 'import',
      kind: 'contacts',
      file: file('people.csv', PEOPLE),
      mapping: {
        source: 'crm',
        identities: { email: 'mail', external: 'customer' },
        attributes: { region: 'region' },
      },
    } as const
    expect(await hub.run(people)).toMatchObject({ contacts: 2, duplicates: 0 })
    expect(await order('ada@example.com,2026-02-01,17,900')).toMatchObject({ events: 1, duplicates: 0 })
    expect(await members()).toEqual({ spent: 1, ohio: 1 })
    await hub.close()

    hub = await open()
    expect(await hub.run(people)).toMatchObject({ contacts: 0, duplicates: 2 })
    expect(await order('ada@example.com,2026-02-01,17,900')).toMatchObject({ events: 0, duplicates: 1 })
    expect(await members()).toEqual({ spent: 1, ohio: 1 })
    await order('ada@example.com,2026-02-01,17,9')
    expect(await members()).toEqual({ spent: 0, ohio: 1 })
    expect(await hub.run({ command: 'status' })).toMatchObject({ contacts: 2, identities: 4 })
  } finally {
    await hub.close()
    await front.close()
    await engine.close()
    rmSync(folder, { recursive: true, force: true })
  }
}, 60_000)
