import type {
  BatchId,
  ConnectionId,
  ConsentStatus,
  ContactNo,
  IdentityNo,
  Value,
} from '@esplanade/core/schema'
import { instant } from '@esplanade/core/schema'
import type { MirroredMember } from '@esplanade/core/store'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { planFields } from '../src/plan/field-plan.ts'
import { memberPlan } from '../src/plan/member-plan.ts'
import { planOptOut } from '../src/plan/opt-out-plan.ts'

const member = (remoteId: string, more: Partial<MirroredMember> = {}): MirroredMember => ({
  connection: 'news' as ConnectionId,
  container: '',
  remoteId,
  identityNo: 1 as IdentityNo,
  contactNo: 1 as ContactNo,
  email: `${remoteId}@example.com`,
  fields: {},
  consent: 'subscribed',
  present: true,
  seenAt: instant(1),
  ...more,
})

describe('custom fields of a member', () => {
  const orders = (value: Value | null | undefined) => ({
    field: { name: 'ORDERS', type: 'number' as const },
    wantedFor: () => value,
  })
  const rowOf = (fields: MirroredMember['fields'], value: Value | null | undefined) =>
    planFields(member('ada', { fields }), [orders(value)], undefined)

  test('a different value is sent, and only the field that differs', () => {
    const plan = planFields(
      member('ada', { fields: { A: 'same', B: 'old', UNMANAGED: 'x' } }),
      [
        { field: { name: 'A', type: 'text' }, wantedFor: () => 'same' },
        { field: { name: 'B', type: 'text' }, wantedFor: () => 'new' },
      ],
      undefined,
    )
    expect(plan).toMatchObject({
      send: { row: { remoteId: 'ada', email: 'ada@example.com', values: { B: 'new' } } },
    })
    expect(JSON.stringify(plan)).not.toContain('UNMANAGED')
  })

  test.each<[Value, Value]>([
    [3, '3'],
    [true, 'true'],
    ['é', 'e\u0301'],
    [12.5, '12.5'],
  ])('%j and the vendor’s %j are the same', (ours, theirs) => {
    expect(rowOf({ ORDERS: theirs }, ours)).toBeUndefined()
  })

  test('a value that is gone is cleared where the vendor has one, and nothing is sent where it has none', () => {
    expect(rowOf({ ORDERS: 3 }, null)).toMatchObject({ send: { row: { values: { ORDERS: null } } } })
    expect(rowOf({}, null)).toBeUndefined()
  })

  test('what the vendor insisted on is forgotten once it shows our value, so a later edit to it is put right', () => {
    const delivered = {
      remoteId: 'ada',
      sent: 'any',
      settled: 'edited',
      batch: 'b' as BatchId,
      at: instant(0),
    }
    expect(planFields(member('ada', { fields: { ORDERS: 3 } }), [orders(3)], delivered)).toEqual({
      forget: { ...delivered, settled: null },
    })
  })

  test('a field about which nothing is wanted is left alone', () => {
    expect(rowOf({ ORDERS: 3 }, undefined)).toBeUndefined()
  })
})

describe('members of a tag or list', () => {
  const plan = (
    members: readonly MirroredMember[],
    current: string[],
    inSegment: (contactNo: number) => boolean = () => true,
    optedOut: string[] = [],
  ) => {
    const target = memberPlan({ inSegment, optedOut: new Set(optedOut), current: new Set(current) })
    for (const one of members) target.visit(one, one.email)
    const { add, remove, ...rest } = target.finish()
    return {
      add: add.map(({ row }) => row.remoteId),
      remove: remove.map(({ row }) => row.remoteId).sort(),
      ...rest,
    }
  }

  test('adds who is missing, removes who does not belong, leaves the rest', () => {
    const in1 = (contactNo: number) => contactNo === 1
    const people = [member('ada'), member('bo'), member('cy', { contactNo: 2 as ContactNo })]
    expect(plan(people, ['bo', 'cy', 'stranger'], in1)).toEqual({
      add: ['ada'],
      remove: ['cy', 'stranger'],
      unchanged: 1,
      refused: {},
    })
  })

  test('an address that opted out is refused and leaves; another address of the same person stays', () => {
    const people = [member('work'), member('home')]
    expect(plan(people, ['work', 'home'], undefined, ['work@example.com'])).toEqual({
      add: [],
      remove: ['work'],
      unchanged: 1,
      refused: { 'opted-out': 1 },
    })
  })

  test('a member without address, and one the vendor deleted, are not added', () => {
    expect(plan([member('ada', { email: null })], [])).toMatchObject({ add: [], refused: { 'no-email': 1 } })
    expect(plan([member('ada', { present: false })], ['ada'])).toMatchObject({ add: [], remove: ['ada'] })
  })

  test('nobody opted out is ever added, and the outcome is exactly the mailable segment', () => {
    const status = fc.constantFrom<ConsentStatus | null>('subscribed', 'unsubscribed', 'suppressed', null)
    const person = fc.record({
      consent: status,
      out: fc.boolean(),
      inside: fc.boolean(),
      current: fc.boolean(),
      present: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(person, { maxLength: 30 }), people => {
        const members = people.map(({ consent, inside, present }, n) =>
          member(`p${n}`, { consent, present, contactNo: (inside ? 1 : 2) as ContactNo }),
        )
        const current = people.flatMap(({ current: is }, n) => (is ? [`p${n}`] : []))
        const out = people.flatMap(({ out: is }, n) => (is ? [`p${n}@example.com`] : []))
        const { add, remove } = plan(members, current, contactNo => contactNo === 1, out)
        const after = new Set([...current.filter(id => !remove.includes(id)), ...add])
        const wanted = people.flatMap(({ consent, out: opted, inside, present }, n) =>
          inside && present && !opted && consent !== 'unsubscribed' && consent !== 'suppressed'
            ? [`p${n}`]
            : [],
        )
        expect([...after].sort()).toEqual(wanted.sort())
      }),
      { seed: 11, numRuns: 200 },
    )
  })
})

describe('opt-outs', () => {
  const optedOut = new Set(['ada@example.com'])
  const optOutOf = (one: MirroredMember, address = one.email) =>
    planOptOut(one, { address, optedOut, mirrorAt: instant(1) }, undefined)

  test('the vendor is asked by its own spelling of the address', () => {
    const row = optOutOf(member('ada', { email: 'Ａda@Example.com' }), 'ada@example.com')?.row
    expect(row).toEqual({ remoteId: 'ada', email: 'Ａda@Example.com' })
  })

  test('told and not pulled since: wait; pulled since and still mailing: told again', () => {
    const told = { remoteId: 'ada', sent: 'any', settled: null, batch: 'b' as BatchId, at: instant(5) }
    const planned = (mirrorAt: number) =>
      planOptOut(member('ada'), { address: 'ada@example.com', optedOut, mirrorAt: instant(mirrorAt) }, told)
    expect(planned(4)).toBeUndefined()
    expect(planned(5)).toBeUndefined()
    expect(planned(6)).toBeDefined()
  })

  test('an opt-out said elsewhere is told to a vendor that would still mail', () => {
    expect(optOutOf(member('ada'))?.row).toEqual({
      remoteId: 'ada',
      email: 'ada@example.com',
    })
    expect(optOutOf(member('ada', { consent: null }))).toBeDefined()
  })

  test('a vendor that knows is told nothing, nor is one about anybody else', () => {
    expect(optOutOf(member('ada', { consent: 'unsubscribed' }))).toBeUndefined()
    expect(optOutOf(member('ada', { consent: 'suppressed' }))).toBeUndefined()
    expect(optOutOf(member('bo'))).toBeUndefined()
    expect(optOutOf(member('ada', { email: null }))).toBeUndefined()
  })
})
