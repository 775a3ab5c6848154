import { days, simulatedClock } from '@esplanade/core/schema'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { liveADay } from '../src/shop/live-a-day.ts'
import { DEMO_BEGINS, inspectAll, openWorld, type World } from '../src/world.ts'

describe('three emulated accounts', () => {
  let world: World
  beforeAll(async () => {
    world = await openWorld({ contacts: 300, seed: 3, base: simulatedClock(DEMO_BEGINS) })
  })
  afterAll(() => world.close())

  /** What the accounts hold is what the shop says of them, now. */
  function expectTold(): void {
    const states = inspectAll(world)
    world.accounts.forEach(({ esp }, index) => {
      const known = world.shop.people.filter(person => person.members[esp])
      const held = states[index] ?? new Map()
      expect(new Set(held.keys())).toEqual(new Set(known.map(person => person.no)))
      for (const { no, members, firstName } of known) {
        const state = held.get(no)
        expect(state.optedOut).toBe(members[esp]?.leave !== null)
        expect([...state.fields.values()]).toEqual(expect.arrayContaining([members[esp]?.region, firstName]))
        expect(state.targets.size).toBe(members[esp]?.byHand.tags.length)
      }
    })
  }

  test('hold what the shop says, and so after a day', () => {
    expectTold()
    const day = liveADay(world.shop)
    world.clock.advance(days(1))
    for (const account of world.accounts) account.live(day)
    expectTold()
    expect(world.accounts.flatMap(({ errors }) => errors)).toEqual([])
  })
})
