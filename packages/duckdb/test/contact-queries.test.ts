import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BatchId, ConnectionId, ContactNo, Identity, IdentityNo, Instant } from '@esplanade/core/schema'
import { buildCatalog, instant } from '@esplanade/core/schema'
import { type ContactQuery, QueryError } from '@esplanade/core/store'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { duckdb } from '../src/duckdb.ts'

const catalog = buildCatalog({ attributes: { points: 'number', interests: 'texts' } })
const asOf = instant(Date.UTC(2026, 5, 1))
const folder = mkdtempSync(join(tmpdir(), 'esplanade-query-'))
const secret = join(folder, 'secret.csv')
const store = await duckdb({ file: join(folder, 'store.duckdb') }).open()
const { queries } = store.facts

const query = (text: string): ContactQuery => ({ text, catalog, asOf })
const contacts = async (text: string) => [...((await queries?.contacts(query(text))) ?? [])]
const problems = async (text: string) => (await queries?.check(query(text))) ?? []

beforeAll(async () => {
  writeFileSync(secret, 'contact_no\n1\n')
  const created = [1, 2, 3, 4].map(
    (no): Identity => ({
      kind: 'email',
      value: `${no}@example.com`,
      connection: null,
      identityNo: no as IdentityNo,
      contactNo: no as ContactNo,
    }),
  )
  await store.state.saveIdentities({ created, merges: [] })
  await store.facts.prepare({
    catalog,
    currency: 'EUR',
    owners: new Map(),
    events: new Map([['order_placed', new Set(['total'])]]),
  })
  const orders = [
    { contact: 1, day: 1, total: '49.99' },
    { contact: 2, day: 20, total: '120.00' },
    { contact: 3, day: 25, total: '80.50' },
    { contact: 3, day: 26, total: '10.00' },
  ]
  await store.facts.append({
    batch: 'orders' as BatchId,
    attributes: [
      {
        identityNo: 4 as IdentityNo,
        name: 'points',
        value: 12.5,
        source: 'shop' as ConnectionId,
        at: 0 as Instant,
      },
      {
        identityNo: 4 as IdentityNo,
        name: 'interests',
        value: ['ski', 'sea'],
        source: 'shop' as ConnectionId,
        at: 0 as Instant,
      },
    ],
    events: [
      {
        type: 'order_placed',
        source: 'shop' as ConnectionId,
        eventId: BigUint64Array.from(orders, (_, i) => BigInt(i)),
        contactNo: Uint32Array.from(orders, ({ contact }) => contact),
        identityNo: Uint32Array.from(orders, ({ contact }) => contact),
        at: Float64Array.from(orders, ({ day }) => Date.UTC(2026, 4, day)),
        properties: orders.map(({ total }) => JSON.stringify({ total, category: 'shoes' })),
      },
    ],
  })
})

afterAll(async () => {
  await store.close()
  rmSync(folder, { recursive: true })
})

test('a query answers with contacts, ascending and once, over tables named as in the catalog', async () => {
  expect(await contacts('select contact_no from contact')).toEqual([1, 2, 3, 4])
  expect(
    await contacts('select contact_no from order_placed where total > 50 order by total -- the best first'),
  ).toEqual([2, 3])
  expect(
    await contacts(`select contact_no from order_placed where category = 'shoes' and total = 49.99;`),
  ).toEqual([1])
  expect(
    await contacts(`select contact_no from contact where points > 12 and list_contains(interests, 'sea')`),
  ).toEqual([4])
  expect(await contacts('select contact_no from page_viewed where seconds > 3')).toEqual([])
  for (const like of [
    `like '%h%o%e%s%'`,
    `ilike '%SHOE%'`,
    `like '_hoes'`,
    `not ilike 'boot%'`,
    `like 'sh_%s'`,
  ])
    expect(await contacts(`select contact_no from order_placed where category ${like}`)).toEqual([1, 2, 3])
  const joined = `select contact_no from order_placed where replace(category || '-' || category, '-', ' ') = 'shoes shoes'`
  expect(await contacts(joined)).toEqual([1, 2, 3])
  const named = `with contact as (select * from contact where points > 12), two as (select contact_no from contact)
    select contact_no from two`
  expect(await contacts(named)).toEqual([4])
  const aged = `select contact_no from order_placed, evaluation where age(as_of, happened_at) < interval 7 day`
  expect(await contacts(aged)).toEqual([3])
})

test.each([
  ['select contact_no from order_placed where total > 50', ['order_placed.total']],
  ['select contact_no from order_placed o where o.TOTAL > 50', ['order_placed.total']],
  ['select o.contact_no from (select * from order_placed) o', ['order_placed.total']],
  [
    'select contact_no from order_placed join order_refunded using (contact_no) group by contact_no having sum(total) > 1',
    ['order_placed.total', 'order_refunded.total'],
  ],
  ['select contact_no from order_placed group by contact_no having count(*) > 1', []],
  ['select contact_no from contact where points > 12', []],
  ['select contact_no from nowhere where total > 1', []],
])('%s reads the amounts %j', async (text, amounts) => {
  const read = await store.facts.queries?.amounts({ text, catalog, asOf })
  expect(read?.map(({ event, property }) => `${event}.${property}`)).toEqual(amounts)
})

test('the instant of the evaluation is a table, since a query has no clock', async () => {
  const recent = `with recent as (
      select contact_no, total from order_placed, evaluation where happened_at > as_of - interval 10 day)
    select contact_no from recent group by contact_no having sum(total) >= 90`
  expect(await contacts(recent)).toEqual([3])
  expect(await problems('select contact_no from contact where now() > current_date')).toHaveLength(2)
})

test.each([
  ['a file by its name', `select contact_no from '${secret}'`],
  ['a file by a function', `select contact_no from read_csv('${secret}')`],
  [
    'a file in a subquery',
    `select contact_no from contact where 1 in (select 1 from read_text('${secret}'))`,
  ],
  [
    'a file in a list',
    `select contact_no from contact where length((select content from read_blob('x'))) > 0`,
  ],
  ['a copy', `copy (select 1) to '${join(folder, 'out.csv')}'`],
  ['a second statement', 'select contact_no from contact; drop table event_log'],
  ['a write', 'delete from contact'],
  ['an attachment', `attach '${join(folder, 'other.duckdb')}'`],
  ['a setting', 'set threads = 1'],
  ['a pragma', 'pragma database_size'],
  ['the environment', `select contact_no from contact where getenv('HOME') <> ''`],
  ['a setting read', `select contact_no from contact where current_setting('threads') > 1`],
  ['chance', 'select contact_no from contact where random() > 0.5'],
  ['a table of ours', 'select contact_no from identity_now'],
  [
    'a table of ours behind a name of the query',
    'with identity_now as (select contact_no from identity_now) select contact_no from identity_now',
  ],
  [
    'a table of ours beside a part that has its name',
    'select y.contact_no from (with identity_now as (select 1 n) select n from identity_now) x, identity_now y',
  ],
  [
    'a file beside a part that has its name',
    `select y.contact_no from (with "${secret}" as (select 1 n) select n from "${secret}") x, "${secret}" y`,
  ],
  ['a sample', 'select contact_no from contact using sample 2 rows'],
  ['a sample of a table', 'select contact_no from contact tablesample 50%'],
  ['an age by the clock', `select contact_no from order_placed where age(happened_at) > interval 1 day`],
  ['a table of DuckDB', 'select contact_no from duckdb_tables()'],
  [
    'a pattern that may backtrack',
    `select contact_no from contact where regexp_matches(first_name, '(a+)+$')`,
  ],
  ['a LIKE that backtracks', `select contact_no from contact where first_name like '%_a%_a%_a%_a%_a%b'`],
  ['an ILIKE that backtracks', `select contact_no from contact where first_name ilike '%a%a%a%a%a%b'`],
  [
    'an escape that backtracks',
    `select contact_no from contact where first_name not like '%a%a%b' escape '!'`,
  ],
  ['a pattern out of data', 'select contact_no from contact where first_name like last_name'],
  [
    'a text without end',
    `with a as (select contact_no, last_name || last_name || last_name as s from contact),
      b as (select contact_no, s || s || s as s from a), c as (select contact_no, s || s || s as s from b),
      d as (select contact_no, s || s || s as s from c) select contact_no from d where length(s) > 5`,
  ],
  [
    'a long replacement',
    `select contact_no from contact where length(replace(first_name, 'a', '${'b'.repeat(17)}')) > 5`,
  ],
  ['a schema', 'select contact_no from main.contact'],
  ['a schema of information', 'select contact_no from information_schema.tables'],
  [
    'an endless recursion',
    'with recursive r as (select 1 contact_no union all select contact_no from r) from r',
  ],
  ['a long series', 'select contact_no from range(1000000000000) t(contact_no)'],
  ['nothing', ''],
  ['no select', 'vacuum'],
  ['no SQL', 'who bought most?'],
  ['no contact_no', 'select points from contact'],
  ['a text', `select 'ada' as contact_no from contact`],
  ['an unknown column', 'select contact_no from contact where shoe_size > 3'],
  ['a query too long', `select contact_no from contact where ${'1=1 and '.repeat(3_000)} 1=1`],
  ['additions without end', `select contact_no from contact where 0 < 0${'+1'.repeat(900)}`],
])('%s is refused, before anything runs', async (_, text) => {
  expect((await problems(text)).length).toBeGreaterThan(0)
  await expect(contacts(text)).rejects.toThrow(QueryError)
  expect(existsSync(join(folder, 'out.csv'))).toBe(false)
})

test('numbers that are no contact are refused, not taken for members', async () => {
  await expect(contacts('select contact_no + 2 as contact_no from contact')).rejects.toThrow('2 numbers')
  await expect(contacts('select -1 as contact_no')).rejects.toThrow('no contact')
  expect(await contacts('select null::integer as contact_no from contact')).toEqual([])
})

test('a value that does not convert is told without the value', async () => {
  const failed = contacts('select contact_no from contact where cast(interests[1] as integer) > 1')
  await expect(failed).rejects.toThrow('Conversion Error')
  await expect(failed).rejects.not.toThrow('ski')
})

test('a merged contact answers under its present number', async () => {
  await store.state.saveIdentities({
    created: [],
    merges: [{ from: 2 as ContactNo, into: 3 as ContactNo }],
  })
  expect(await contacts('select contact_no from order_placed where total >= 120')).toEqual([3])
  expect(await contacts('select contact_no from contact')).toEqual([1, 3, 4])
})
