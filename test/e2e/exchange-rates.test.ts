import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startEmulator } from '@esplanade/connector-kit/emulator'
import { days, instant, simulatedClock } from '@esplanade/core/schema'
import { event, segment } from '@esplanade/core/segments'
import type { HubConfig } from '@esplanade/hub'
import { mailchimp } from '@esplanade/mailchimp'
import { mailchimpEmulator } from '@esplanade/mailchimp/emulator'
import { expect, test } from 'vitest'
import { openRealHub } from './real-data/real-hub.ts'

const NOW = Date.parse('2026-03-01T00:00:00Z')
const TOTAL = { event: 'order_placed', property: 'total' }
const SPENT = segment(
  'spent',
  'Spent 500 in a month',
  event('order_placed').within('30d').sum('total').atLeast(500),
)
const MAPPING = {
  source: 'shop',
  identities: { email: 'mail' },
  type: 'order_placed',
  at: 'at',
  id: ['order'],
  properties: { total: 'total', currency: 'currency' },
}

async function shop(config: Partial<HubConfig>) {
  const clock = simulatedClock(instant(NOW))
  const opened = await openRealHub(
    NOW,
    { connections: {}, segments: [SPENT], rates: { file: 'rates.csv' }, ...config },
    clock,
    folder => {
      writeFileSync(join(folder, 'rates.csv'), 'date,currency,rate\n')
      mkdirSync(join(folder, 'segments'))
    },
  )
  const { hub, folder } = opened
  const rates = (...rows: string[]) =>
    writeFileSync(join(folder, 'rates.csv'), ['date,currency,rate', ...rows, ''].join('\n'))
  const tell = async (...rows: string[]) => {
    writeFileSync(join(folder, 'orders.csv'), ['mail,at,order,total,currency', ...rows, ''].join('\n'))
    return hub.run({ command: 'import', kind: 'events', file: 'orders.csv', mapping: MAPPING })
  }
  /** Evaluates by difference, and in full beside. */
  const evaluate = async () => {
    const { segments, held, computed } = await hub.run({ command: 'evaluate', verify: true })
    return {
      mode: computed.mode,
      sizes: Object.fromEntries(segments.map(({ id, members }) => [id, members])),
      held: held.map(({ segment: id, because, ...more }) => ({ id, because, ...more })),
    }
  }
  return { ...opened, clock, rates, tell, evaluate }
}

test('amounts count at the rate of their day, as soon as it is known and whenever it is corrected', async () => {
  const { hub, rates, tell, evaluate, close } = await shop({})
  try {
    rates('2026-02-18,CHF,1.10', '2026-02-01,SEK,0.1')
    await tell('ada@example.com,2026-02-20,1,100,USD', 'bo@example.com,2026-02-20,2,460.00,CHF')
    expect(await evaluate()).toMatchObject({ sizes: { spent: 1 }, held: [] })

    // Ten days later nothing of February the first stands in any more.
    await tell('ada@example.com,2026-02-11,3,5000,SEK', 'cy@example.com,2026-02-20,4,500.00,EUR')
    const missing = { id: 'spent', because: 'foreign', ...TOTAL, amounts: 2, currencies: ['EUR', 'SEK'] }
    expect(await evaluate()).toMatchObject({ sizes: { spent: 1 }, held: [missing] })
    rates('2026-02-18,CHF,1.10', '2026-02-10,SEK,0.1', '2026-02-20,EUR,1.0')
    expect(await evaluate()).toMatchObject({ mode: 'incremental', sizes: { spent: 3 }, held: [] })

    // A corrected rate moves those whom it concerns: 460 francs are 496.80 now.
    rates('2026-02-18,CHF,1.08', '2026-02-10,SEK,0.1', '2026-02-20,EUR,1.0')
    expect(await evaluate()).toMatchObject({ mode: 'incremental', sizes: { spent: 2 }, held: [] })
    const explained = await hub.run({
      command: 'segments-explain',
      segment: 'spent',
      contact: 'bo@example.com',
    })
    expect(explained).toMatchObject({
      member: false,
      rule: {
        actual: { of: 'sum of total', value: '496.80' },
        events: {
          latest: [
            {
              properties: { total: '460.00 CHF' },
              converted: { total: { amount: '496.80', rateOf: '2026-02-18' } },
            },
          ],
        },
      },
    })
    // A rate that is taken away is missed.
    rates('2026-02-10,SEK,0.1', '2026-02-20,EUR,1.0')
    expect(await evaluate()).toMatchObject({
      sizes: { spent: 2 },
      held: [{ amounts: 1, currencies: ['CHF'] }],
    })
  } finally {
    await close()
  }
})

test('the rates are listed by currency: which is in force, how far they reach, which days have none', async () => {
  const { hub, rates, close } = await shop({ timeZone: 'America/New_York' })
  const list = () => hub.run({ command: 'rates-list' })
  try {
    expect(await list()).toEqual([])
    rates('2026-03-02,SWISS,1')
    await expect(list()).rejects.toThrow('rates.csv:2.currency')
    rates('2026-03-01,CHF,1.2', '2026-02-20,CHF,1.1', '2026-02-01,CHF,1.0', '2026-03-02,JPY,0.006')
    // It is the 28th of February in New York, a day too late for the rate of the 20th; so were the 9th to the 19th.
    const chf = { currency: 'CHF', rates: 3, first: '2026-02-01', last: '2026-03-01', daysWithout: 12 }
    const jpy = { currency: 'JPY', rates: 1, first: '2026-03-02', last: '2026-03-02', daysWithout: 0 }
    expect(await list()).toEqual([chf, jpy].map(told => ({ ...told, unit: 'currency', current: null })))
    rates('2026-03-01,CHF,1.2', '2026-02-21,CHF,1.1')
    expect(await list()).toMatchObject([{ current: { date: '2026-02-21', rate: '1.1' }, daysWithout: 0 }])
  } finally {
    await close()
  }
})

test('amounts are read with the decimals of their own currency', async () => {
  const { tell, hub, rates, close } = await shop({})
  try {
    rates('2026-02-18,KWD,3.25')
    const { rejects, rejectedRows } = await tell(
      'ada@example.com,2026-02-20,1,200.125,KWD',
      'bo@example.com,2026-02-20,2,200.125,USD',
      'cy@example.com,2026-02-20,3,99.5,JPY',
    )
    expect(rejectedRows).toBe(2)
    expect(rejects.map(({ reason }) => reason)).toEqual([
      'total is no amount of USD',
      'total is no amount of JPY',
    ])
    const { segments } = await hub.run({ command: 'evaluate' })
    expect(segments).toMatchObject([{ id: 'spent', members: 1 }])
  } finally {
    await close()
  }
})

test('mistakes in rates are told, all of them by their place, and nothing is converted by what is left', async () => {
  const { rates, evaluate, close } = await shop({})
  try {
    rates(
      '2026-02-30,CHF,1.1',
      '2026-02-18,francs,1.1',
      '2026-02-18,USD,1',
      '2026-02-18,SEK,"1,1"',
      '2026-02-18,EUR,1.1',
      '2026-02-18,EUR,1.2',
      '2026-02-18,NOK,-1',
    )
    await expect(evaluate()).rejects.toThrowErrorMatchingInlineSnapshot(`
      [ConfigError: The configuration has 6 problems:
        rates.file: rates.csv:2.date: expected a day such as 2026-01-31.
        rates.file: rates.csv:3.currency: expected an ISO 4217 code such as CHF.
        rates.file: rates.csv:4.currency: USD is the hub's own currency and has no rate.
        rates.file: rates.csv:5.rate: expected a positive decimal such as 1.0957, of 14 digits at most.
        rates.file: rates.csv:7: EUR has another rate on 2026-02-18 already; a day has one.
        rates.file: rates.csv:8.rate: expected a positive decimal such as 1.0957, of 14 digits at most.]
    `)
  } finally {
    await close()
  }
  const table = [{ date: '2026-02-18', currency: 'USD', rate: 1e-9 }]
  await expect(shop({ rates: { table } })).rejects.toThrowErrorMatchingInlineSnapshot(`
    [ConfigError: The configuration has 2 problems:
      rates.table[0].currency: USD is the hub's own currency and has no rate.
      rates.table[0].rate: expected a positive decimal such as 1.0957, of 14 digits at most.]
  `)
  await expect(shop({ rates: { file: 'nowhere.csv' } })).rejects.toThrow('rates.file: ')
  const unknown = { file: 'rates.csv', maxAge: 3 } as object
  await expect(shop({ rates: unknown })).rejects.toThrow('rates: the key "maxAge"')
})

test('queries, fields and scores that read such amounts wait for their rates, too', async () => {
  const clock = simulatedClock(instant(NOW))
  const news = await startEmulator(mailchimpEmulator, { clock })
  news.state.addAudience({ id: 'a1', name: 'Readers', mergeFields: [] })
  news.state.addMember('a1', { email: 'ada@example.com', timestampOpt: NOW - days(9), mergeFields: {} })
  const query = (sql: string) => ({ id: 'asked', title: 'Asked', when: { engine: 'duckdb', sql } })
  const { hub, rates, tell, evaluate, close } = await shop({
    connections: { news: mailchimp({ apiKey: 'emulator-key-us1', baseUrl: news.url }) },
    segments: [
      query('select contact_no from order_placed where total >= 100'),
      { ...query('select contact_no from order_placed'), id: 'orders', title: 'Ordered' },
    ] as never,
    syncs: [
      {
        connection: 'news',
        fields: {
          SPENT: { event: 'order_placed', sum: 'total' },
          ORDERS: { event: 'order_placed', count: true },
        },
      },
    ],
    scores: { value: { kind: 'rfm', event: 'order_placed', amount: 'total' } },
  })
  try {
    await tell('ada@example.com,2026-02-20,1,100,CHF')
    await hub.run({ command: 'pull' })
    const missing = { ...TOTAL, amounts: 1, currencies: ['CHF'] }
    expect(await evaluate()).toMatchObject({ sizes: { orders: 1 }, held: [{ id: 'asked', ...missing }] })
    const trained = await hub.run({ command: 'scores-train' })
    const held = [{ score: 'value', ...missing }]
    expect(trained).toMatchObject({ trained: [], held, scored: { applied: [], held } })
    const plan = await hub.run({ command: 'plan' })
    expect(plan.held).toEqual([{ connection: 'news', field: 'SPENT', ...missing }])
    await hub.run({ command: 'push', confirm: true })
    const fields = () => news.state.member('a1', 'ada@example.com')?.mergeFields
    expect(fields()).toEqual({ ORDERS: 1 })

    rates('2026-02-20,CHF,1.10')
    expect(await evaluate()).toMatchObject({ sizes: { asked: 1, orders: 1 }, held: [] })
    expect((await hub.run({ command: 'scores-train' })).held).toEqual([])
    await hub.run({ command: 'pull' })
    expect((await hub.run({ command: 'plan' })).held).toEqual([])
    await hub.run({ command: 'push', confirm: true })
    expect(fields()).toEqual({ ORDERS: 1, SPENT: 110 })
  } finally {
    await close()
    await news.close()
  }
})

test('a held segment keeps the version that its members follow until the new one is computed', async () => {
  const { clock, folder, hub, rates, tell, evaluate, close } = await shop({ segments: 'segments' })
  const write = (amount: number) =>
    writeFileSync(
      join(folder, 'segments', 'spent.yaml'),
      `id: spent\ntitle: Spent\nwhen: { event: order_placed, within: 30d, sum: { of: total, at_least: ${amount} } }\n`,
    )
  write(500)
  const told = async () => {
    const { versions, unsaved } = await hub.run({ command: 'segments-history', segment: 'spent' })
    const members = await hub.run({ command: 'segments-members', segment: 'spent' })
    const { evaluated, member } = await hub.run({
      command: 'segments-explain',
      segment: 'spent',
      contact: 'ada@example.com',
    })
    const saved = versions.map(({ version, savedAt }) => [version, savedAt.slice(0, 10)])
    return {
      saved,
      unsaved: unsaved !== null,
      members: members.members,
      of: members.version,
      evaluated,
      member,
    }
  }
  try {
    await tell('ada@example.com,2026-02-28,1,600,USD')
    await evaluate()
    const first = [[1, '2026-03-01']]
    const followed = { version: 1, member: true, sameRule: true }
    expect(await told()).toEqual({
      saved: first,
      unsaved: false,
      members: 1,
      of: 1,
      evaluated: followed,
      member: true,
    })

    await tell('bo@example.com,2026-02-28,2,900,CHF')
    write(700)
    clock.advance(days(1))
    expect(await evaluate()).toMatchObject({ sizes: { spent: 1 }, held: [{ id: 'spent' }] })
    expect(await told()).toEqual({
      saved: first,
      unsaved: true,
      members: 1,
      of: 1,
      evaluated: { ...followed, sameRule: false },
      member: false,
    })

    rates('2026-02-28,CHF,1.10')
    clock.advance(days(1))
    expect(await evaluate()).toMatchObject({ sizes: { spent: 1 }, held: [] })
    expect(await told()).toEqual({
      saved: [...first, [2, '2026-03-03']],
      unsaved: false,
      members: 1,
      of: 2,
      evaluated: { version: 2, member: false, sameRule: true },
      member: false,
    })
    // What was believed while it was held, by the rule of then.
    const then = await hub.run({ command: 'segments-members', segment: 'spent', at: '2026-03-02T12:00:00Z' })
    expect(then).toMatchObject({ version: 1, members: 1 })
  } finally {
    await close()
  }
})
