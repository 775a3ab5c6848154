import type { StoreSource } from '@esplanade/core/store'
import { expect, test } from 'vitest'
import { clickhouse } from '../src/index.ts'

const state = {
  location: 'somewhere',
  file: '/tmp/state.duckdb',
  tables: { readTable: () => [] },
  open: () => Promise.reject(new Error('never opened')),
} as unknown as StoreSource

const url = 'https://clickhouse.example.com:8443'

test('the location tells where, and no secret', () => {
  const source = clickhouse({ url, username: 'esplanade', password: 'hush', state })
  expect(source.location).toBe('clickhouse.example.com:8443/esplanade beside somewhere')
  expect(source.file).toBe(state.file)
  expect(JSON.stringify(source)).not.toContain('hush')
})

test.each([
  ['url', { url: 'clickhouse.example.com' }],
  ['database', { database: 'a`; drop database b' }],
  ['cluster', { cluster: '' }],
  ['username', { username: '' }],
  ['state', { state: undefined as unknown as StoreSource }],
  ['client', { client: {} as never }],
])('a wrong %s is named', (field, wrong) => {
  expect(() => clickhouse({ url, state, ...wrong })).toThrow(new RegExp(`wrong options.*${field}`))
})
