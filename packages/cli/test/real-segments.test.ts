import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { days, instant, parseInstant, simulatedClock } from '@esplanade/core/schema'
import { duckdb } from '@esplanade/duckdb'
import { type HubConfig, openHub } from '@esplanade/hub'
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
async function shop(
  segments: Readonly<Record<string, string>> = { 'buyers.yaml': BUYERS },
  changes: Partial<HubConfig> = {},
) {
  const files = Object.entries(segments).map(([name, text]) => [`segments/${name}`, text])
  const folder = temporaryFolder({ 'people.csv': PEOPLE, 'orders.csv': ORDERS, ...Object.fromEntries(files) })
  const clock = simulatedClock(AS_OF)
  const hub = await openHub(
    { store: duckdb({ file: join(folder, 'shop.duckdb') }), currency: 'EUR', connections: {}, ...changes },
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
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  const write = (name: string, text: string) => file(join('segments', name), text)
  return { hub, clock, file, write }
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
  await expect(ask('A-3')).rejects.toThrow('No contact has the external id "A-3".')
  await expect(ask('eve@example.com')).rejects.toThrow('No contact has this e-mail address.')
  await expect(hub.run({ command: 'segments-explain', segment: 'buyer', contact: 'A-1' })).rejects.toThrow(
    'Did you mean "buyers"?',
  )
  await hub.close()
})

const condition = (id: string, when: string) => `id: ${id}\ntitle: ${id}\nwhen: ${when}\n`
const HIGH_VALUE = condition('high-value', '{ event: order_placed, sum: { of: total, at_least: 50 } }')
const NEW = condition('new-subscribers', '{ event: order_placed, within: 30d }')
const NOBODY = condition('nobody', '{ attribute: region, is: Utah }')

test('W11: nobody is in two segments declared disjoint, and who is is named at every evaluation', async () => {
  const disjoint = [['high-value', 'new-subscribers', 'nobody']]
  const { hub, write } = await shop(
    { 'high.yaml': HIGH_VALUE, 'new.yaml': NEW, 'no.yaml': NOBODY },
    { disjoint },
  )
  const { violations } = await hub.run({ command: 'evaluate' })
  expect(violations).toMatchObject([
    {
      segments: ['high-value', 'new-subscribers'],
      contacts: 2,
      offenders: [
        { identities: ['email:ada@example.com', 'external:A-1'] },
        { identities: ['email:bob@example.com', 'external:A-2'] },
      ],
    },
  ])
  write('new.yaml', condition('new-subscribers', '{ no_event: order_placed }'))
  expect(await hub.run({ command: 'evaluate' })).toMatchObject({ violations: [] })
  await hub.close()
})

test('a disjoint declaration of an unknown segment, or of one alone, is a mistake of the configuration', async () => {
  for (const disjoint of [[['buyers', 'byers']], [['buyers', 'buyers']], [['buyers']]]) {
    await expect(shop(undefined, { disjoint })).rejects.toMatchObject({ name: 'ConfigError' })
  }
})

test('overlap counts what each two share and who is in none, for all or for some', async () => {
  const { hub } = await shop({
    'high.yaml': condition('high', '{ event: order_placed, sum: { of: total, at_least: 60 } }'),
    'twice.yaml': condition('twice', '{ event: order_placed, count: { at_least: 2 } }'),
    'all.yaml': condition('everybody', '{ event: order_placed }'),
  })
  const all = await hub.run({ command: 'segments-overlap' })
  expect(all.segments).toEqual([
    { id: 'everybody', members: 2 },
    { id: 'high', members: 1 },
    { id: 'twice', members: 1 },
  ])
  expect(all.shared).toEqual([
    [2, 1, 1],
    [1, 1, 0],
    [1, 0, 1],
  ])
  expect(all.jaccard[0]).toEqual([1, 0.5, 0.5])
  expect(all).toMatchObject({ contacts: 2, nobodys: { contacts: 0, samples: [] }, violations: [] })
  const one = await hub.run({ command: 'segments-overlap', segments: ['twice'] })
  expect(one.nobodys).toMatchObject({
    contacts: 1,
    samples: [{ identities: ['email:bob@example.com', 'external:A-2'] }],
  })
  await expect(hub.run({ command: 'segments-overlap', segments: ['twise'] })).rejects.toThrow('"twice"')
  await hub.close()
})

test('tiny segments and twins are warned of, in the list only once somebody evaluated', async () => {
  const { hub, clock } = await shop({ 'high.yaml': HIGH_VALUE, 'new.yaml': NEW })
  expect((await hub.run({ command: 'segments-list' })).flatMap(({ warnings }) => warnings)).toEqual([])
  const { warnings } = await hub.run({ command: 'evaluate' })
  expect(warnings).toEqual([
    { kind: 'tiny', segment: 'high-value', members: 2 },
    { kind: 'tiny', segment: 'new-subscribers', members: 2 },
    { kind: 'alike', segments: ['high-value', 'new-subscribers'], jaccard: 1 },
  ])
  const listed = await hub.run({ command: 'segments-list' })
  expect(listed.map(each => each.warnings.map(({ kind }) => kind))).toEqual([
    ['tiny', 'alike'],
    ['tiny', 'alike'],
  ])
  // Days later nobody has evaluated anything.
  clock.advance(days(3))
  const [later] = await hub.run({ command: 'segments-list' })
  expect(later).toMatchObject({
    evaluatedAt: '2026-04-01T12:00:00.000Z',
    warnings: [{ kind: 'stale', segment: 'high-value', ageMs: days(3) }, { kind: 'tiny' }, { kind: 'alike' }],
  })
  await hub.close()
})

test('W3: which segments bring the engagement, opens by machines left out', async () => {
  const { hub, file } = await shop({ 'twice.yaml': BUYERS, 'no.yaml': NOBODY })
  const opens = file(
    'opens.csv',
    `email,at,machine
ada@example.com,2026-03-20,false
ada@example.com,2026-03-21,true
bob@example.com,2026-03-22,
bob@example.com,2026-01-22,
`,
  )
  await hub.run({
    command: 'import',
    kind: 'events',
    file: opens,
    mapping: {
      identities: { email: 'email' },
      type: 'email_opened',
      at: 'at',
      properties: { machine: 'machine' },
    },
  })
  expect(await hub.run({ command: 'segments-pareto' })).toMatchObject({
    total: 2,
    within: '30d',
    rows: [
      { segment: 'buyers', members: 1, engagement: 1, share: 0.5, segmentsShare: 0.5, cumulative: 0.5 },
      { segment: 'nobody', members: 0, engagement: 0, share: 0, segmentsShare: 1, cumulative: 0.5 },
    ],
  })
  expect((await hub.run({ command: 'segments-pareto', within: '365d' })).total).toBe(3)
  await expect(hub.run({ command: 'segments-pareto', within: 'ever' })).rejects.toThrow('length of time')
  await hub.close()
})

const LOOSER = BUYERS.replace('at_least: 2', 'at_least: 1')

test('a changed file is told as named people before it is saved', async () => {
  const { hub, write } = await shop({
    'buyers.yaml': BUYERS,
    'few.yaml': condition('few', '{ segment: buyers }'),
    'other.yaml': NOBODY,
  })
  await hub.run({ command: 'evaluate' })
  expect(await hub.run({ command: 'segments-diff' })).toMatchObject({ segments: [] })
  write('buyers.yaml', LOOSER)
  const bob = [{ identities: ['email:bob@example.com', 'external:A-2'] }]
  const { segments } = await hub.run({ command: 'segments-diff' })
  expect(segments).toMatchObject([
    {
      id: 'buyers',
      kind: 'changed',
      before: 1,
      after: 2,
      entering: { contacts: 1, named: bob },
      leaving: { contacts: 0, named: [] },
    },
    { id: 'few', kind: 'same', changes: [], before: 1, after: 2, entering: { named: bob } },
  ])
  expect(segments[0]?.changes.filter(({ kind }) => kind !== 'same')).toEqual([
    { kind: 'removed', text: '    at_least: 2' },
    { kind: 'added', text: '    at_least: 1' },
  ])
  expect((await hub.run({ command: 'segments-list' })).map(({ version }) => version)).toEqual([1, 1, 1])
  await hub.close()
})

test('a new segment and a deleted one differ too, and so do two versions of one', async () => {
  const { hub, write, file } = await shop()
  const added = await hub.run({ command: 'segments-diff' })
  expect(added.segments).toMatchObject([{ kind: 'new', before: 0, after: 1 }])
  await hub.run({ command: 'evaluate' })
  write('buyers.yaml', LOOSER)
  await hub.run({ command: 'evaluate' })
  const ask = (versions: { from?: number; to?: number }) =>
    hub.run({ command: 'segments-diff', segment: 'buyers', ...versions })
  const forth = await ask({ from: 1, to: 2 })
  expect(forth.segments).toMatchObject([{ before: 1, after: 2, entering: { contacts: 1 } }])
  expect((await ask({ from: 2, to: 1 })).segments).toMatchObject([{ leaving: { contacts: 1 } }])
  expect((await ask({ from: 1 })).segments).toMatchObject([{ before: 1, after: 2 }])
  expect((await ask({})).segments).toMatchObject([{ kind: 'same', before: 2, after: 2 }])
  await expect(ask({ from: 3 })).rejects.toThrow('There is no version 3; stored are 1, 2.')
  await expect(ask({ to: 1 })).rejects.toMatchObject({ name: 'RequestError' })
  await expect(hub.run({ command: 'segments-diff', from: 1 })).rejects.toMatchObject({ name: 'RequestError' })
  await expect(hub.run({ command: 'segments-diff', segment: 'buyer' })).rejects.toThrow('"buyers"')
  file('segments/buyers.yaml', NOBODY)
  const { segments } = await hub.run({ command: 'segments-diff' })
  expect(segments).toMatchObject([
    { id: 'nobody', kind: 'new' },
    { id: 'buyers', kind: 'deleted', before: 2, after: 0, leaving: { contacts: 2 } },
  ])
  await hub.close()
})

test('history tells every version, and what the file would change next', async () => {
  const { hub, clock, write } = await shop()
  await expect(hub.run({ command: 'segments-history', segment: 'buyers' })).rejects.toThrow(
    'first evaluation',
  )
  await hub.run({ command: 'evaluate' })
  clock.advance(3_600_000)
  write('buyers.yaml', LOOSER)
  const told = () => hub.run({ command: 'segments-history', segment: 'buyers' })
  const before = await told()
  expect(before.versions).toMatchObject([{ version: 1, savedAt: '2026-04-01T12:00:00.000Z' }])
  expect(new Set(before.versions[0]?.changes.map(({ kind }) => kind))).toEqual(new Set(['added']))
  expect(before.unsaved).toContainEqual({ kind: 'added', text: '    at_least: 1' })
  await hub.run({ command: 'evaluate', author: 'ada' })
  const after = await told()
  expect(after.unsaved).toBeNull()
  expect(after.versions[1]).toMatchObject({
    version: 2,
    savedAt: '2026-04-01T13:00:00.000Z',
    author: 'ada',
  })
  expect(after.versions[1]?.changes).toContainEqual({ kind: 'removed', text: '    at_least: 2' })
  write('buyers.yaml', NOBODY)
  await hub.run({ command: 'evaluate' })
  expect(await told()).toMatchObject({ unsaved: null, versions: [{}, { deletedAt: expect.any(String) }] })
  await hub.close()
})

test('membership as of any instant is what an evaluation said then', async () => {
  const { hub, clock, write } = await shop()
  await hub.run({ command: 'evaluate' })
  clock.advance(3_600_000)
  write('buyers.yaml', LOOSER)
  await hub.run({ command: 'evaluate' })
  clock.advance(8 * 86_400_000)
  await hub.run({ command: 'evaluate' })
  const ask = async (at?: string, most = 100) => {
    const asked = at === undefined ? {} : { at }
    const told = await hub.run({ command: 'segments-members', segment: 'buyers', most, ...asked })
    return [told.version, told.members, told.contacts.length]
  }
  expect(await ask('2026-04-01T11:59:59.999Z')).toEqual([null, 0, 0])
  expect(await ask('2026-04-01T12:00:00Z')).toEqual([1, 1, 1])
  expect(await ask('2026-04-01T12:59:59Z')).toEqual([1, 1, 1])
  expect(await ask('2026-04-01T13:00:00Z')).toEqual([2, 2, 2])
  expect(await ask(undefined, 1)).toEqual([2, 2, 1])
  const members = await hub.run({ command: 'segments-members', segment: 'buyers' })
  expect(members.contacts).toMatchObject([
    { identities: ['email:ada@example.com', 'external:A-1'], enteredAt: '2026-04-01T12:00:00.000Z' },
    { identities: ['email:bob@example.com', 'external:A-2'], enteredAt: '2026-04-01T13:00:00.000Z' },
  ])
  await expect(ask('yesterday')).rejects.toMatchObject({ name: 'RequestError' })
  write('buyers.yaml', NOBODY)
  await hub.run({ command: 'evaluate' })
  expect(await ask()).toEqual([null, 0, 0])
  expect(await ask('2026-04-01T13:00:00Z')).toEqual([2, 2, 2])
  await hub.close()
})

test('who leaves is out from the very instant of the evaluation that said so', async () => {
  const { hub, clock } = await shop()
  await hub.run({ command: 'evaluate' })
  clock.advance(8 * 86_400_000)
  const evaluated = await hub.run({ command: 'evaluate' })
  expect(evaluated).toMatchObject({ asOf: '2026-04-09T12:00:00.000Z', segments: [{ left: 1 }] })
  const ask = async (at: string) =>
    (await hub.run({ command: 'segments-members', segment: 'buyers', at })).members
  expect(await ask('2026-04-09T11:59:59.999Z')).toBe(1)
  expect(await ask('2026-04-09T12:00:00Z')).toBe(0)
  await hub.close()
})

test('a place among everybody is explained as the engine evaluates it', async () => {
  const top = condition('top', '{ none: [{ rank: { event: order_placed, sum: total }, top: 50% }] }')
  const { hub } = await shop({ 'top.yaml': top })
  const { segments } = await hub.run({ command: 'evaluate' })
  expect(segments).toMatchObject([{ members: 1 }])
  const ask = (contact: string) => hub.run({ command: 'segments-explain', segment: 'top', contact })
  expect(await ask('A-1')).toMatchObject({
    member: true,
    rule: { parts: [{ passes: false, events: { count: 2 } }] },
  })
  expect(await ask('A-2')).toMatchObject({ member: false, rule: { parts: [{ passes: true }] } })
  await hub.close()
})

const QUERY = (sql: string, engine = 'duckdb') => `id: median
title: Whose orders are large
when:
  all:
    - engine: ${engine}
      sql: ${sql}
    - { attribute: region, exists: true }
`

test('a query in the language of the store stands beside rules, and is asked anew as of each evaluation', async () => {
  const recent =
    'select contact_no from order_placed, evaluation where happened_at > as_of - interval 20 day group by contact_no having median(total) > 50'
  const { hub, clock } = await shop({ 'median.yaml': QUERY(recent) })
  const members = async () =>
    (await hub.run({ command: 'segments-members', segment: 'median' })).contacts.flatMap(({ identities }) =>
      identities.filter(text => text.includes('@')),
    )
  await hub.run({ command: 'evaluate' })
  expect((await members()).join()).toContain('bob@example.com')
  clock.advance(10 * 86_400_000)
  const { computed } = await hub.run({ command: 'evaluate', verify: true })
  expect(computed).toMatchObject({ mode: 'incremental', queries: ['median'] })
  expect(await members()).toEqual([])
  await hub.close()
})

test('a query that reads what it may not is refused when the hub opens, with its segment', async () => {
  const told = (sql: string, engine?: string) => shop({ 'median.yaml': QUERY(sql, engine) }).catch(String)
  expect(await told(`select contact_no from read_csv('/etc/passwd')`)).toMatch(/median: .*not allowed/)
  expect(await told('select contact_no from order_place')).toContain('no table "order_place"')
  expect(await told('select contact_no from contact', 'clickhouse')).toContain('is duckdb')
})
