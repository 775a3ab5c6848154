import type { ContactNo, Instant, SegmentNo } from '@esplanade/core/schema'
import type { LedgerRow, MembershipTurn, MirroredMember } from '@esplanade/core/store'
import { expect, test } from 'vitest'
import { eventPlan } from '../src/plan/event-plan.ts'

const turn = (contact: number, at: number, entered = true): MembershipTurn => ({
  contactNo: contact as ContactNo,
  at: at as Instant,
  entered,
})
const member = (remoteId: string, contact: number, more: Partial<MirroredMember> = {}) =>
  ({
    remoteId,
    contactNo: contact,
    email: `${remoteId}@town.example`,
    consent: 'subscribed',
    present: true,
    ...more,
  }) as MirroredMember

function planned(
  turns: readonly MembershipTurn[],
  members: readonly MirroredMember[],
  { optedOut = [], told = [], left }: { optedOut?: string[]; told?: string[]; left?: string } = {},
) {
  const plan = eventPlan({
    sync: { segment: 'vip', entered: 'Entered VIP', ...(left === undefined ? {} : { left }) },
    segmentNo: 7 as SegmentNo,
    turns,
    optedOut: new Set(optedOut),
    delivered: new Map(told.map(key => [key, {} as LedgerRow])),
  })
  for (const each of members) plan.visit(each, each.email)
  const { rows, refused, unchanged } = plan.finish()
  return { keys: rows.map(({ row }) => ('key' in row ? `${row.name}: ${row.key}` : '')), refused, unchanged }
}

test('a turn is told of once, by a key that stays the same', () => {
  const members = [member('a', 1), member('b', 2)]
  expect(planned([turn(1, 5), turn(2, 6, false), turn(1, 7, false), turn(1, 8)], members)).toEqual({
    keys: ['Entered VIP: a 7 entered 5', 'Entered VIP: a 7 entered 8'],
    refused: {},
    unchanged: 0,
  })
  expect(
    planned([turn(1, 5), turn(1, 7, false)], members, { told: ['a 7 entered 5'], left: 'Left VIP' }),
  ).toEqual({
    keys: ['Left VIP: a 7 left 7'],
    refused: {},
    unchanged: 1,
  })
})

test('a person is told of by the first member that may be mailed, or not at all', () => {
  const twice = [member('a', 1), member('b', 1)]
  expect(planned([turn(1, 5)], twice, { optedOut: ['a@town.example'] }).keys).toEqual([
    'Entered VIP: b 7 entered 5',
  ])
  expect(planned([turn(1, 5)], [member('a', 1, { consent: 'unsubscribed' })])).toEqual({
    keys: [],
    refused: { 'opted-out': 1 },
    unchanged: 0,
  })
  expect(planned([turn(1, 5), turn(9, 5)], [member('a', 1, { present: false })])).toEqual({
    keys: [],
    refused: {},
    unchanged: 0,
  })
})
