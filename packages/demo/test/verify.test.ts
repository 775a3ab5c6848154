import { instant } from '@esplanade/core/schema'
import { describe, expect, test } from 'vitest'
import { tellTruth } from '../src/truth/tell-truth.ts'
import type { MemberState } from '../src/vendors/vendor-account.ts'
import { rowsChangedByTime } from '../src/verify/changed-by-time.ts'
import { type Expected, sameValue } from '../src/verify/same-value.ts'
import { verifyAccount } from '../src/verify/verify-account.ts'
import { daysAgo, NOW, opened, order, tinyShop } from './tiny-shop.ts'

interface Told {
  readonly targets?: readonly string[]
  readonly fields?: Readonly<Record<string, string>>
  readonly optedOut?: boolean
}

const state = ({ targets = [], fields = {}, optedOut = false }: Told): MemberState => ({
  optedOut,
  targets: new Set(targets),
  fields: new Map(Object.entries(fields)),
})

const RIGHT = {
  orders_12m: '1',
  last_order_on: new Date(daysAgo(10)).toISOString(),
  is_vip: 'false',
}
const shop = tinyShop([{ at: { klaviyo: {} } }], [order(0, 10, 100), opened(0, 1), opened(0, 2)])

const verify = (after: Told, before: Told = {}, world = shop): string[] => {
  const truth = tellTruth(world, NOW)
  return verifyAccount('klaviyo', truth, new Map([[0, state(before)]]), new Map([[0, state(after)]])).map(
    ({ text }) => text,
  )
}

describe('verifying an account', () => {
  test('finds nothing when everything is as it should be', () => {
    const kept = { targets: ['list:Press'], fields: { note: 'x' } }
    const after = { targets: ['list:Press', 'list:Engaged readers'], fields: { note: 'x', ...RIGHT } }
    expect(verify(after, kept)).toEqual([])
  })

  test.each<[string, Told, RegExp]>([
    ['a missing member', { fields: RIGHT }, /should be in list:Engaged readers/],
    [
      'a member too many',
      { targets: ['list:Engaged readers', 'list:Browsers'], fields: RIGHT },
      /should not be in list:Browsers/,
    ],
    [
      'a wrong field',
      { targets: ['list:Engaged readers'], fields: { ...RIGHT, orders_12m: '2' } },
      /orders_12m is 2, expected 1/,
    ],
    [
      'a blank field',
      { targets: ['list:Engaged readers'], fields: { orders_12m: '1', is_vip: 'false' } },
      /last_order_on is blank/,
    ],
    [
      'a list that is nobody’s business',
      { targets: ['list:Engaged readers', 'list:Press'], fields: RIGHT },
      /joined list:Press/,
    ],
    [
      'a field that is nobody’s business',
      { targets: ['list:Engaged readers'], fields: { ...RIGHT, note: 'y' } },
      /note changed from blank to y/,
    ],
    [
      'an opt-out without a reason',
      { targets: ['list:Engaged readers'], fields: RIGHT, optedOut: true },
      /for no reason/,
    ],
  ])('finds %s', (_, after, expected) => {
    const texts = verify(after)
    expect(texts).toHaveLength(1)
    expect(texts[0]).toMatch(expected)
  })

  test('finds consent that rose, even where the truth would allow it', () => {
    expect(verify({ targets: ['list:Engaged readers'], fields: RIGHT }, { optedOut: true })).toEqual([
      'had opted out and may be mailed again',
    ])
  })

  test('finds an opt-out elsewhere that was not passed on', () => {
    const world = tinyShop([{ at: { klaviyo: {}, mailchimp: { left: 3 } } }], [order(0, 10, 100)])
    expect(verify({ fields: RIGHT }, {}, world)).toEqual(['opted out elsewhere and may still be mailed'])
  })

  test('finds people who went missing and members out of nowhere', () => {
    const truth = tellTruth(shop, NOW)
    const texts = verifyAccount('klaviyo', truth, new Map([[0, state({})]]), new Map([[-1, state({})]]))
    expect(texts.map(({ text }) => text)).toEqual(['is a member that nobody at the shop made', 'is gone'])
  })

  test('a truth that is off by one event is found out', () => {
    const after = { targets: ['list:Engaged readers'], fields: RIGHT }
    const wrong = tinyShop([{ at: { klaviyo: {} } }], [order(0, 10, 100), order(0, 9, 100), opened(0, 1)])
    expect(verify(after)).toEqual([])
    expect(verify(after, {}, wrong)).toHaveLength(3)
  })
})

describe('one value in two spellings', () => {
  const at = instant(Date.UTC(2026, 0, 2, 3, 4, 5))
  test.each<[Expected, string | undefined, boolean]>([
    [null, undefined, true],
    ['3', '3', true],
    ['3', '4', false],
    ['3', undefined, false],
    [null, '0', false],
    [at, '2026-01-01', true],
    [at, '2026-01-02', false],
    [at, '2026-01-02T03:04:05Z', true],
    [at, '2026-01-02T03:04:06Z', false],
    [at, String(at), true],
    [at, '7', false],
    [at, undefined, false],
  ])('%s and %s', (expected, found, same) => {
    expect(sameValue(expected, found)).toBe(same)
  })
})

describe('what time itself changes', () => {
  const before = (ago: number) => instant(daysAgo(ago) - 1)
  const [morning, evening] = [before(1), daysAgo(1)]

  test('is nothing where no window ends', () => {
    const truth = tellTruth(shop, NOW)
    expect(rowsChangedByTime(truth, truth)).toBe(0)
  })

  test('is a list row for a reader whose open grows too old, and a field row at every vendor of a buyer', () => {
    const reader = tinyShop([{}], [opened(0, 2), opened(0, 181)])
    expect(rowsChangedByTime(tellTruth(reader, morning), tellTruth(reader, evening))).toBe(1)
    const buyer = tinyShop([{ at: { klaviyo: {}, hubspot: {} } }], [order(0, 366, 1)])
    expect(rowsChangedByTime(tellTruth(buyer, morning), tellTruth(buyer, evening))).toBe(2)
  })
})
