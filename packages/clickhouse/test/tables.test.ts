import { expect, test } from 'vitest'
import { facts } from '../src/tables/0001-facts.ts'
import { createStatements } from '../src/tables/table.ts'

const changing = facts.filter(({ name }) => name === 'changing_event')

test('a server has one table, of which the last version of a row holds', () => {
  const statements = changing.flatMap(table =>
    createStatements(table, { database: '`d`', cluster: undefined }),
  )
  expect(statements.length).toBe(1)
  expect(statements[0]).toMatch(/^create table if not exists `d`\.changing_event \(/)
  expect(statements[0]).toMatch(/engine = ReplacingMergeTree\(version\) order by \(type, event_id\)$/)
})

test('a cluster has a replicated table on every node and a distributed one over them', () => {
  const statements = changing.flatMap(table => createStatements(table, { database: '`d`', cluster: '`c`' }))
  expect(statements.length).toBe(2)
  expect(statements[0]).toMatch(
    /changing_event_local on cluster `c` \(.*engine = ReplicatedReplacingMergeTree\(version\)/,
  )
  expect(statements[1]).toBe(
    'create table if not exists `d`.changing_event on cluster `c` as `d`.changing_event_local engine = Distributed(`c`, `d`, changing_event_local, event_id)',
  )
})

test('rows that replace one another are on one shard', () => {
  for (const { name, replacedBy, orderBy, shardBy, columns } of facts) {
    const known = columns.map(column => column.split(' ')[0] ?? '')
    const sharding = known.filter(column => new RegExp(`\\b${column}\\b`).test(shardBy))
    expect(sharding.length, name).toBeGreaterThan(0)
    if (replacedBy !== undefined) {
      expect(known, name).toContain(replacedBy)
      for (const column of sharding) expect(orderBy, name).toMatch(new RegExp(`\\b${column}\\b`))
    }
  }
})
