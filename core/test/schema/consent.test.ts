import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type ConnectionId,
  type ConsentStatement,
  type ConsentStatus,
  foldConsent,
  instant,
} from '../../src/schema/index.ts'

const said = (status: ConsentStatus, at: number, receivedAt = at, source = 'news'): ConsentStatement => ({
  address: 'ada@example.com',
  channel: 'email',
  scope: 'global',
  status,
  at: instant(at),
  receivedAt: instant(receivedAt),
  source: source as ConnectionId,
  evidence: 'test',
})

describe('what statements about an address amount to', () => {
  test('silence is no consent', () => {
    expect(foldConsent([])).toBeUndefined()
  })

  test('the latest statement holds, whoever made it', () => {
    expect(foldConsent([said('subscribed', 1), said('unsubscribed', 2, 2, 'shop')])?.status).toBe(
      'unsubscribed',
    )
    expect(foldConsent([said('unsubscribed', 2), said('subscribed', 3, 3, 'shop')])?.status).toBe(
      'subscribed',
    )
  })

  test('an opt-out and an opt-in of the same instant refuse', () => {
    expect(foldConsent([said('subscribed', 5), said('unsubscribed', 5)])?.status).toBe('unsubscribed')
    expect(foldConsent([said('suppressed', 5), said('subscribed', 5)])?.status).toBe('suppressed')
  })

  test('an opt-in dated ahead by a fast clock counts from when it was received', () => {
    expect(foldConsent([said('subscribed', 1_000, 10), said('unsubscribed', 20)])?.status).toBe(
      'unsubscribed',
    )
  })

  test('an old opt-in that arrives late lifts no newer opt-out', () => {
    expect(foldConsent([said('unsubscribed', 20), said('subscribed', 10, 99)])?.status).toBe('unsubscribed')
  })

  test('the order of statements does not matter, and only a newer opt-in lifts an opt-out', () => {
    const statement = fc
      .record({
        status: fc.constantFrom('subscribed', 'unsubscribed', 'suppressed'),
        at: fc.nat(20),
        late: fc.nat(5),
      })
      .map(({ status, at, late }) => said(status as ConsentStatus, at, at + late))
    fc.assert(
      fc.property(fc.array(statement, { minLength: 1, maxLength: 8 }), statements => {
        const status = foldConsent(statements)?.status
        expect(foldConsent([...statements].reverse())?.status).toBe(status)
        const lastOut = Math.max(-1, ...statements.filter(s => s.status !== 'subscribed').map(s => s.at))
        const lastIn = Math.max(
          -1,
          ...statements.filter(s => s.status === 'subscribed').map(s => Math.min(s.at, s.receivedAt)),
        )
        expect(status === 'subscribed').toBe(lastIn > lastOut)
      }),
      { seed: 7, numRuns: 300 },
    )
  })
})
