import { expect } from 'vitest'
import type { IdentityKey, SegmentNo } from '../../schema/index.ts'
import type { StoredErasure } from '../erasure.ts'
import type { Store } from '../store.ts'
import {
  at,
  batch,
  contactNo,
  email,
  events,
  fact,
  identityNo,
  NEEDS,
  page,
  SHOP,
  TARGET,
} from './samples.ts'
import { aggregate, scanned } from './scanning.ts'
import { collect, type FreshStore, storeTest } from './store-test.ts'
import { PAGE } from './visits.ts'

const keyOf = (value: string, kind: IdentityKey['kind'] = 'email'): IdentityKey => ({
  kind,
  value,
  connection: kind === 'vendor' ? SHOP : null,
})
const statement = (address: string) => ({
  address,
  channel: 'email' as const,
  scope: 'global',
  status: 'subscribed' as const,
  at: at(1),
  receivedAt: at(1),
  source: SHOP,
  evidence: 'form',
})
const VIP = 1 as SegmentNo
const contacts = (...numbers: number[]) => numbers.map(contactNo)

/** Contacts 1 to 3, each with everything that a store keeps of people; 2 was merged into 1. */
async function peopled(store: Store): Promise<void> {
  const { state, facts } = store
  const people = [1, 2, 3]
  const vendor = (no: number) => ({
    ...email(10 + no, no),
    kind: 'vendor' as const,
    value: `m${no}`,
    connection: SHOP,
  })
  await state.saveIdentities({ created: people.flatMap(no => [email(no), vendor(no)]), merges: [] })
  await facts.prepare(NEEDS)
  await facts.append(
    page('p1', {
      events: [
        events(
          'visited',
          people.map(no => ({ id: no, contact: no, at: no, properties: { page: `/${no}` } })),
        ),
        events(
          'order_placed',
          people.map(no => ({ id: no, contact: no, at: no, properties: { total: no } })),
        ),
      ],
      attributes: people.map(no => fact(no, 'nickname', `name ${no}`, 1)),
    }),
  )
  await facts.commitMembership({
    asOf: at(5),
    segments: [{ segment: VIP, version: 1, entered: Uint32Array.from(people), left: new Uint32Array() }],
  })
  await state.appendConsent(people.map(no => statement(`${no}@example.com`)))
  await state.saveMirror(
    people.map(no => ({
      connection: SHOP,
      container: 'main',
      remoteId: `m${no}`,
      identityNo: identityNo(10 + no),
      email: `${no}@example.com`,
      fields: {},
      consent: null,
      present: no !== 2,
      seenAt: at(7),
    })),
  )
  await state.replaceMembers(TARGET, ['m1', 'm3'], at(1))
  const delivered = (remoteId: string) => ({
    remoteId,
    sent: 'x',
    settled: null,
    batch: batch('b'),
    at: at(5),
  })
  await state.saveLedger(TARGET, ['m1', 'm1 entered', 'm10', 'm3'].map(delivered))
  await state.saveDeadLetters(
    ['m1', 'm3'].map(remoteId => ({
      target: TARGET,
      remoteId,
      batch: batch('b'),
      operation: 'add',
      row: '{}',
      code: 'no',
      message: 'No.',
      at: at(5),
    })),
  )
  await state.saveIdentities({ created: [], merges: [{ from: contactNo(2), into: contactNo(1) }] })
}

async function erase({ state, facts }: Store, number: number) {
  const identities = (await state.identitiesOf(contacts(number))).map(identity => identity.identityNo)
  const told = await facts.eraseContacts([{ contactNo: contactNo(number), identities }])
  const kept = await state.forgetContacts(contacts(number), at(9))
  return { told: told.get(contactNo(number)), kept: kept.get(contactNo(number)) }
}

export function describeErasures(fresh: () => Promise<FreshStore>): void {
  storeTest(
    fresh,
    'an erased person is nowhere any more, and everybody else is as before',
    async (store, reopen) => {
      await peopled(store)
      expect(await erase(store, 1)).toEqual({
        told: expect.objectContaining({ events: 4, attributes: 2, memberships: 2 }),
        kept: {
          identities: 4,
          consent: 2,
          members: 2,
          merges: 1,
          'target members': 1,
          'ledger rows': 2,
          'dead letters': 1,
        },
      })
      const { state, facts } = await reopen()
      expect(await state.identitiesOf(contacts(1, 2))).toEqual([])
      expect(await state.countContacts()).toBe(1)
      expect(await state.consentOf('email', ['1@example.com', '2@example.com'])).toEqual([])
      expect(await state.consentOf('email', ['3@example.com'])).toHaveLength(1)
      expect((await collect(state.readMirror(SHOP, 'main'))).map(row => row.remoteId)).toEqual(['m3'])
      expect(await state.membersOf(contacts(1, 2))).toEqual([])
      expect(await state.readMembers(TARGET)).toEqual(new Set(['m3']))
      expect((await collect(state.readLedger(TARGET))).map(row => row.remoteId)).toEqual(['m10', 'm3'])
      expect((await state.deadLetters(SHOP)).map(row => row.remoteId)).toEqual(['m3'])
      expect(await state.merges({ limit: 9 })).toEqual([])
      expect(await scanned(facts, 'visited', [aggregate('last', PAGE)])).toEqual(new Map([[3, ['/3']]]))
      expect(await scanned(facts, 'order_placed', [aggregate('count')])).toEqual(new Map([[3, [1]]]))
      expect(await facts.countEvents()).toEqual(
        new Map([
          ['visited', 1],
          ['order_placed', 1],
        ]),
      )
      expect(await collect(facts.eventsOf(contacts(1, 2), ['visited', 'order_placed']))).toEqual([])
      expect([...(await facts.members(VIP))]).toEqual([3])
      expect((await facts.membershipHistory({ segment: VIP })).map(stay => stay.contactNo)).toEqual([3])
      expect(await facts.profiles(contacts(1, 2, 3))).toEqual(new Map([[3, { nickname: 'name 3' }]]))
      const { living } = await facts.attributes([])
      expect([1, 2, 3].map(no => living[no] ?? 0)).toEqual([0, 0, 1])
    },
  )

  storeTest(
    fresh,
    'its number is given to nobody else, and erasing once more removes nothing',
    async (store, reopen) => {
      await peopled(store)
      await erase(store, 3)
      expect(await erase(store, 3)).toEqual({ told: undefined, kept: undefined })
      const { state } = await reopen()
      expect((await state.reserveNumbers({ contacts: 1, identities: 1 })).contactNo).toBeGreaterThan(3)
      expect(await state.countContacts()).toBe(1)
    },
  )

  storeTest(fresh, 'nobody at all is no mistake', async store => {
    await store.facts.prepare(NEEDS)
    expect(await store.facts.eraseContacts([])).toEqual(new Map())
    expect(await store.state.forgetContacts([], at(1))).toEqual(new Map())
    expect(await store.state.areErased([])).toEqual([])
  })
}

export function describeErasedKeys(fresh: () => Promise<FreshStore>): void {
  storeTest(
    fresh,
    'the identities of the erased are known again, those of others and other kinds are not',
    async (store, reopen) => {
      const { state } = store
      await state.saveIdentities({
        created: [email(1), { ...email(2, 1), kind: 'vendor', value: 'v1', connection: SHOP }, email(3)],
        merges: [],
      })
      const asked = [
        keyOf('3@example.com'),
        keyOf('1@example.com'),
        keyOf('1@example.com', 'external'),
        keyOf('v1', 'vendor'),
        { ...keyOf('v1', 'vendor'), connection: null },
      ]
      expect(await state.areErased(asked)).toEqual([false, false, false, false, false])
      await state.forgetContacts(contacts(1), at(9))
      const again = (await reopen()).state
      expect(await again.areErased(asked)).toEqual([false, true, false, true, false])
      expect(await again.readmit([keyOf('1@example.com'), keyOf('3@example.com')])).toBe(1)
      expect(await again.areErased(asked)).toEqual([false, false, false, true, false])
    },
  )

  storeTest(
    fresh,
    'erasures are kept, the latest first, and found while they are under way',
    async (store, reopen) => {
      const erasure = (id: string, more: Partial<StoredErasure> = {}): StoredErasure => ({
        id,
        contactNo: contactNo(1),
        askedAt: at(5),
        endedAt: null,
        receipt: '{"removed":{}}',
        ...more,
      })
      await store.state.saveErasures([])
      await store.state.saveErasures([
        erasure('a'),
        erasure('b', { askedAt: at(7) }),
        erasure('c', { endedAt: at(6) }),
      ])
      await store.state.saveErasures([erasure('a', { endedAt: at(8), receipt: '{}' })])
      const { state } = await reopen()
      expect((await state.erasures({ open: false, limit: 9 })).map(({ id }) => id)).toEqual(['b', 'a', 'c'])
      expect(await state.erasures({ open: true, limit: 9 })).toEqual([erasure('b', { askedAt: at(7) })])
      expect(await state.erasures({ open: false, limit: 1 })).toHaveLength(1)
    },
  )
}
