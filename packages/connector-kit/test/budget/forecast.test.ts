import { describe, expect, it } from 'vitest'
import { type FieldRow, forecast, foretellCalls, type LimitPolicy, type Operation } from '../../src/index.ts'

const perMinute: LimitPolicy = {
  kind: 'rate',
  name: 'm',
  calls: 150,
  perMs: 60_000,
  window: 'fixed',
  source: 'test',
}

describe('a forecast', () => {
  it('is nothing for nothing', () => {
    expect(forecast(new Map(), [perMinute])).toBe(0)
    expect(forecast(new Map([['GET /a', 0]]), [perMinute])).toBe(0)
  })

  it.each([
    [150, 9_375],
    [151, 60_000],
    [612, 4 * 60_000],
  ])('of %i requests under 150 a minute is %i ms', (requests, ms) => {
    expect(forecast(new Map([['GET /a', requests]]), [perMinute])).toBe(ms)
  })

  it('adds up routes that share a limit and takes the slowest where each has its own', () => {
    const requests = new Map([
      ['GET /a', 150],
      ['GET /b', 150],
    ])
    const routes = ['GET /a', 'GET /b']
    expect(forecast(requests, [{ ...perMinute, routes }])).toBe(60_000)
    expect(forecast(requests, [{ ...perMinute, routes, each: 'route' }])).toBe(18_750)
  })

  it('counts answers in lanes under a concurrency limit', () => {
    expect(
      forecast(new Map([['GET /a', 100]]), [{ kind: 'concurrency', name: 'c', calls: 1, source: 'test' }]),
    ).toBe(25_000)
  })
})

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
    expect(Object.fromEntries(calls.reads)).toEqual({ 'GET /changes': changes, 'GET /rows': looks })
  })
})
