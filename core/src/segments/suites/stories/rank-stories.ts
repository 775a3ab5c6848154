import { describe, expect, test } from 'vitest'
import type { People, StoryEvent } from './people.ts'
import type { StoryTeller } from './story-teller.ts'

/** Who is among the highest or lowest. */
export function describeRankStories({ whoPasses }: StoryTeller): void {
  // As of 2026-04-01T12:00:00Z.
  const spent = (...totals: string[]): StoryEvent[] =>
    totals.map((total, day) => ({ type: 'order_placed', at: `2026-03-0${day + 1}`, total }))

  describe('the highest and lowest', () => {
    const people: People = {
      a: { attributes: { age: 20 }, events: spent('10') },
      b: { attributes: { age: 30 }, events: spent('15', '5') },
      c: { attributes: { age: 30 }, events: spent('20') },
      d: { attributes: { age: 40 }, events: spent('1', '1', '28') },
      e: { attributes: { age: 50 }, events: spent('40') },
      nothing: {},
    }
    const sum = 'rank: { event: order_placed, sum: total }'
    test.each([
      // Five of the six have ordered, so a fifth of them is one.
      [`${sum}, top: 20%`, ['e']],
      [`${sum}, top: 0.2`, ['e']],
      [`${sum}, bottom: 20%`, ['a']],
      // b and c spent the same: half of five are two and a half, which the third place, shared, is part of.
      [`${sum}, top: 50%`, ['b', 'c', 'd', 'e']],
      [`${sum}, top: 50%, ties: out`, ['d', 'e']],
      [`${sum}, bottom: 40%`, ['a', 'b', 'c']],
      [`${sum}, bottom: 40%, ties: out`, ['a']],
      [`${sum}, bottom: 60%, ties: out`, ['a', 'b', 'c']],
      // A little more than a fifth makes room for two.
      [`${sum}, top: 20.0001%`, ['d', 'e']],
      // Among everyone, who never ordered has spent nothing.
      [`${sum}, bottom: 16%, among: everyone`, ['nothing']],
      [`${sum}, top: 17%, among: everyone`, ['d', 'e']],
      // The average of nothing is missing even so.
      ['rank: { event: order_placed, avg: total }, bottom: 99%, among: everyone', ['a', 'b', 'c', 'd', 'e']],
      ['rank: { event: order_placed, count: true }, top: 20%', ['d']],
      ['rank: { event: order_placed, last: at }, top: 20%', ['d']],
      ['rank: { attribute: age }, top: 20%', ['e']],
      ['rank: { attribute: age }, bottom: 20%, ties: out', ['a']],
    ])('%s', async (condition, members) => {
      expect(await whoPasses(`{ ${condition} }`, people)).toEqual(members.toSorted())
    })

    test('seven of a hundred are seven', async () => {
      const hundred = Object.fromEntries(
        Array.from({ length: 100 }, (_, age) => [`p${age}`, { attributes: { age } }]),
      )
      expect(await whoPasses('{ rank: { attribute: age }, top: 7% }', hundred)).toHaveLength(7)
      expect(await whoPasses('{ rank: { attribute: age }, top: 7%, ties: out }', hundred)).toHaveLength(7)
    })

    test('quartiles are cuts side by side', async () => {
      const when =
        '{ all: [{ rank: { attribute: age }, top: 50% }, { none: [{ rank: { attribute: age }, top: 25% }] }] }'
      const eight = Object.fromEntries(
        Array.from({ length: 8 }, (_, age) => [`p${age}`, { attributes: { age } }]),
      )
      expect(await whoPasses(when, eight)).toEqual(['p4', 'p5'])
    })

    test('nobody, and all alike', async () => {
      expect(await whoPasses(`{ ${sum}, top: 20% }`, { nothing: {} })).toEqual([])
      const alike: People = { a: { attributes: { age: 1 } }, b: { attributes: { age: 1 } } }
      expect(await whoPasses('{ rank: { attribute: age }, top: 1% }', alike)).toEqual(['a', 'b'])
      expect(await whoPasses('{ rank: { attribute: age }, top: 99%, ties: out }', alike)).toEqual([])
    })
  })
}
