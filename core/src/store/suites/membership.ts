import { expect } from 'vitest'
import type { SegmentNo } from '../../schema/index.ts'
import type { MembershipChange } from '../fact-store.ts'
import { at, contactNo, saveContacts } from './samples.ts'
import { type FreshStore, storeTest } from './store-test.ts'

const VIP = 1 as SegmentNo
const LAPSED = 2 as SegmentNo

const change = (
  asOf: number,
  entered: readonly number[],
  left: readonly number[],
  { segment = VIP, version = 1 } = {},
): MembershipChange => ({
  asOf: at(asOf),
  segments: [{ segment, version, entered: Uint32Array.from(entered), left: Uint32Array.from(left) }],
})

export function describeMembership(fresh: () => Promise<FreshStore>): void {
  storeTest(fresh, 'a segment never evaluated has no members and no history', async ({ facts }) => {
    expect(await facts.members(VIP)).toEqual(new Uint32Array())
    expect(await facts.membershipHistory({ segment: VIP })).toEqual([])
    await facts.commitMembership({ asOf: at(1), segments: [] })
    await facts.commitMembership(change(1, [], []))
    expect(await facts.members(VIP)).toEqual(new Uint32Array())
  })

  storeTest(fresh, 'members are who entered and has not left, ascending', async (store, reopen) => {
    await store.facts.commitMembership(change(10, [7, 3, 5], []))
    await store.facts.commitMembership(change(10, [3], [], { segment: LAPSED }))
    await store.facts.commitMembership(change(20, [4], [7]))
    const { facts } = await reopen()
    expect(await facts.members(VIP)).toEqual(Uint32Array.of(3, 4, 5))
    expect(await facts.members(LAPSED)).toEqual(Uint32Array.of(3))
  })

  storeTest(
    fresh,
    'the history tells every stay, with the version that let the contact in',
    async ({ facts }) => {
      await facts.commitMembership(change(10, [3, 5], []))
      await facts.commitMembership(change(20, [], [3]))
      await facts.commitMembership(change(30, [3], [], { version: 2 }))
      expect(await facts.membershipHistory({ segment: VIP, contact: contactNo(3) })).toEqual([
        { contactNo: 3, enteredAt: 10, leftAt: 20, version: 1 },
        { contactNo: 3, enteredAt: 30, leftAt: null, version: 2 },
      ])
      const everyone = await facts.membershipHistory({ segment: VIP })
      expect(everyone.map(stay => [stay.contactNo, stay.enteredAt])).toEqual([
        [3, 10],
        [5, 10],
        [3, 30],
      ])
      expect(await facts.membershipHistory({ segment: LAPSED })).toEqual([])
    },
  )

  storeTest(
    fresh,
    'whoever is merged stays a member as the contact that survives, and leaves as it',
    async store => {
      await saveContacts(store, 3)
      await store.facts.commitMembership(change(10, [2, 3], []))
      await store.state.saveIdentities({ created: [], merges: [{ from: contactNo(2), into: contactNo(1) }] })
      expect(await store.facts.members(VIP)).toEqual(Uint32Array.of(1, 3))
      await store.facts.commitMembership(change(20, [1], []))
      expect(await store.facts.members(VIP)).toEqual(Uint32Array.of(1, 3))
      await store.facts.commitMembership(change(30, [], [1]))
      expect(await store.facts.members(VIP)).toEqual(Uint32Array.of(3))
      expect(await store.facts.membershipHistory({ segment: VIP, contact: contactNo(1) })).toEqual([
        { contactNo: 1, enteredAt: 10, leftAt: 30, version: 1 },
      ])
    },
  )

  storeTest(fresh, 'tells who came and went in a stretch of time, both ends included', async store => {
    await saveContacts(store, 5)
    const { facts, state } = store
    await facts.commitMembership(change(10, [3, 5], []))
    await facts.commitMembership(change(20, [2], [3]))
    await facts.commitMembership(change(20, [4], [], { segment: LAPSED }))
    await facts.commitMembership(change(30, [3], []))
    await state.saveIdentities({ created: [], merges: [{ from: contactNo(2), into: contactNo(1) }] })
    const turns = async (from: number, until: number) =>
      (await facts.membershipChanges({ segment: VIP, from: at(from), until: at(until) })).map(turn => [
        turn.contactNo,
        turn.at,
        turn.entered,
      ])
    expect(await turns(11, 19)).toEqual([])
    expect((await turns(20, 29)).toSorted(([a], [b]) => Number(a) - Number(b))).toEqual([
      [1, 20, true],
      [3, 20, false],
    ])
    expect(await turns(30, 30)).toEqual([[3, 30, true]])
    expect(await turns(10, 30)).toHaveLength(5)
  })

  storeTest(fresh, 'a change committed twice counts once', async ({ facts }) => {
    for (let i = 0; i < 2; i++) await facts.commitMembership(change(10, [3, 5], []))
    for (let i = 0; i < 2; i++) await facts.commitMembership(change(20, [], [5, 9]))
    expect(await facts.members(VIP)).toEqual(Uint32Array.of(3))
    expect((await facts.membershipHistory({ segment: VIP })).length).toBe(2)
  })

  storeTest(fresh, 'a large membership comes back complete', async ({ facts }) => {
    const many = Uint32Array.from({ length: 50_000 }, (_, i) => i * 2 + 1)
    await facts.commitMembership(change(10, [...many], []))
    expect(await facts.members(VIP)).toEqual(many)
    await facts.commitMembership(change(20, [], [...many.subarray(1)]))
    expect(await facts.members(VIP)).toEqual(Uint32Array.of(1))
  })
}
