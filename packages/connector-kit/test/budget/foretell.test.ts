import { describe, expect, it } from 'vitest'
import { type FieldRow, foretellCalls, foretellMaking, type Operation } from '../../src/index.ts'

describe('what rows will call', () => {
  const operation: Operation<FieldRow, unknown, unknown> = {
    name: 'fields',
    route: 'POST /rows',
    reads: [{ route: 'GET /changes' }, { route: 'GET /changes' }, { route: 'GET /rows', perRows: 40 }],
    maxRows: 100,
    batchKey: ({ remoteId }) => (remoteId === 'r0' ? 'alone' : 'together'),
    idempotent: true,
    send: async () => ({ kind: 'accepted' }),
  }
  const rows = (count: number) =>
    Array.from({ length: count }, (_, at): FieldRow => ({ remoteId: `r${at}`, email: null, values: {} }))

  it.each([
    [0, 0, 0, 0],
    [1, 1, 2, 1],
    [101, 2, 4, 4],
    [151, 3, 6, 6],
  ])('%i rows: %i writes, %i and %i reads, cut as the push cuts them', (count, writes, changes, looks) => {
    const calls = foretellCalls(operation, rows(count))
    expect(Object.fromEntries(calls.writes)).toEqual({ 'POST /rows': writes })
    expect([calls.reads.get('GET /changes') ?? 0, calls.reads.get('GET /rows') ?? 0]).toEqual([
      changes,
      looks,
    ])
  })

  it('a read that some rows want alone is foretold for batches that have such rows', () => {
    const clears = (row: FieldRow) => Object.values(row.values).includes(null)
    const reads = [{ route: 'GET /rows', perRows: 40, of: clears }]
    const plain = rows(150)
    const clearing = plain.map((row, at) => (at < 50 ? { ...row, values: { a: null } } : row))
    expect(foretellCalls({ ...operation, reads }, plain).reads.size).toBe(0)
    // One alone, and 49 together with others.
    expect(foretellCalls({ ...operation, reads }, clearing).reads.get('GET /rows')).toBe(1 + 2)
  })

  it.each([
    [{}, 13],
    [{ pollAfterMs: 10_000 }, 6],
  ])('a job of a minute is asked %j as often as a push asks it, and its result once', (every, questions) => {
    const job = { route: 'GET /job', result: 'GET /result', usuallyMs: 60_000, ...every }
    const calls = foretellCalls({ ...operation, reads: [], job }, rows(501))
    expect(Object.fromEntries(calls.reads)).toEqual({ 'GET /job': 6 * questions, 'GET /result': 6 })
    // Four are waited for together.
    expect(calls.jobsMs).toBe(2 * 60_000)
  })
})

it('what making takes is foretold by kind, and per field where each has a call', () => {
  const making = {
    list: [{ route: 'POST /lists' }],
    fields: [{ route: 'GET /fields' }, { route: 'POST /fields', perRows: 2 }],
  }
  expect(foretellMaking({ making }, 'list').writes).toEqual(new Map([['POST /lists', 1]]))
  expect(foretellMaking({ making }, 'fields', 5)).toEqual({
    writes: new Map([['POST /fields', 3]]),
    reads: new Map([['GET /fields', 1]]),
    jobsMs: 0,
  })
  expect(foretellMaking({}, 'tag').writes.size).toBe(0)
})
