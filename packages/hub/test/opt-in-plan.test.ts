import type { ConsentStatement, Instant } from '@esplanade/core/schema'
import { foldConsent } from '@esplanade/core/schema'
import type { LedgerRow, MirroredMember } from '@esplanade/core/store'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { optedInAt, planOptIn } from '../src/plan/opt-in-plan.ts'

const DAY = 86_400_000
const member = { remoteId: 'm1', email: 'Ada@Town.example', seenAt: 50 * DAY } as MirroredMember & {
  email: string
}
const said = (status: ConsentStatement['status'], day: number, more: Partial<ConsentStatement> = {}) =>
  ({
    address: 'ada@town.example',
    channel: 'email',
    scope: 'global',
    status,
    at: (day * DAY) as Instant,
    receivedAt: (day * DAY) as Instant,
    source: 'form',
    evidence: 'checkbox',
    ...more,
  }) as ConsentStatement

test('the row carries the opt-in as it was recorded, and asks the vendor by its own spelling', () => {
  expect(planOptIn(member, [said('unsubscribed', 1), said('subscribed', 2)], undefined)).toMatchObject({
    row: {
      remoteId: 'm1',
      email: 'Ada@Town.example',
      optIn: { at: 2 * DAY, source: 'form', evidence: 'checkbox' },
    },
  })
})

test.each([
  ['nobody ever said anything', [], 'no-opt-in'],
  ['only a topic was said yes to', [said('subscribed', 2, { scope: 'news' })], 'no-opt-in'],
  ['an opt-out is newer', [said('subscribed', 1), said('unsubscribed', 2)], 'opted-out'],
  ['both were said at one instant', [said('subscribed', 2), said('unsubscribed', 2)], 'opted-out'],
  ['the address bounced later', [said('subscribed', 1), said('suppressed', 2)], 'opted-out'],
  ['nobody knows when it was said', [said('subscribed', 0)], 'opt-in-undated'],
])('nothing is raised where %s', (_, statements, reason) => {
  expect(planOptIn(member, statements, undefined)).toBe(reason)
})

test('an opt-in is raised once, and a newer one again', () => {
  const first = planOptIn(member, [said('subscribed', 2)], undefined)
  if (typeof first === 'string') throw new Error(first)
  expect(optedInAt(first.sent)).toBe(2 * DAY)
  const delivered = { remoteId: 'm1', sent: first.sent, settled: null, at: 10 * DAY } as LedgerRow
  expect(planOptIn(member, [said('subscribed', 2)], delivered)).toBe('raised-before')
  expect(planOptIn({ ...member, seenAt: (9 * DAY) as Instant }, [said('subscribed', 2)], delivered)).toBe(
    'waiting-for-pull',
  )
  expect(planOptIn(member, [said('subscribed', 2), said('subscribed', 11)], delivered)).toMatchObject({
    row: { optIn: { at: 11 * DAY } },
  })
})

test('whatever was said in whatever order, a raise rests on an opt-in later than every refusal', () => {
  const statement = fc
    .tuple(
      fc.constantFrom('subscribed', 'unsubscribed', 'suppressed'),
      fc.nat({ max: 6 }),
      fc.nat({ max: 6 }),
    )
    .map(([status, at, received]) =>
      said(status as ConsentStatement['status'], at, { receivedAt: (received * DAY) as Instant }),
    )
  fc.assert(
    fc.property(fc.array(statement, { maxLength: 6 }), statements => {
      const planned = planOptIn(member, statements, undefined)
      if (typeof planned === 'string') return
      const { row } = planned
      if (!('optIn' in row)) throw new Error('No opt-in was planned.')
      const refusals = statements.filter(({ status }) => status !== 'subscribed')
      expect(refusals.every(({ at }) => at < row.optIn.at)).toBe(true)
      expect(foldConsent(statements)?.status).toBe('subscribed')
    }),
    { seed: 20_261_129, numRuns: 500 },
  )
})
