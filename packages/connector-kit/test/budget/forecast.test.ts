import { describe, expect, it } from 'vitest'
import { forecast, type LimitPolicy } from '../../src/index.ts'

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
