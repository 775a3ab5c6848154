import { expect, test } from 'vitest'
import type { ScoreDefinition } from '../../src/scores/index.ts'
import { contextOf, happenings, scoreOf, serve } from './served-world.ts'

const CONTACTS = 240
const DEFINITION: ScoreDefinition = {
  kind: 'lifetime',
  event: 'order_placed',
  amount: 'total',
  horizon: '90d',
}

/** Everybody orders about once a month, for a small and a large amount in turn; some send things back. */
const events = happenings((add, random) => {
  for (let contact = 1; contact <= CONTACTS; contact += 1) {
    let order = 0
    for (let ago = 400 * random(); ago > 0; ago -= 60 * random()) {
      add(contact, 'order_placed', ago, { total: order % 2 === 0 ? '10' : '90.50' })
      order += 1
    }
    if (contact <= 7) add(contact, 'order_placed', 1, { total: '-10' })
    if (contact <= 5) add(contact, 'order_placed', 1)
    if (contact <= 3) add(contact, 'order_placed', 1, { total: '0' })
  }
})
const shop = () => contextOf({ events, contacts: CONTACTS })

test('refunds and unknown amounts are no purchases, and the card counts them', async () => {
  const { card } = await serve(DEFINITION, shop())
  expect(card.verdict).toEqual({ enough: true })
  expect(card.warnings).toEqual(
    expect.arrayContaining([
      '7 purchases with a negative amount were left out',
      '5 purchases without an amount were left out',
    ]),
  )
})

test('a horizon longer than the history is answered, and the card says what it rests on', async () => {
  const { card, columns } = await serve({ ...DEFINITION, horizon: '1100d' }, shop())
  expect(card.verdict).toMatchObject({
    enough: false,
    reason: expect.stringMatching(/^the horizon of 1100 days is longer than the history of \d+/),
  })
  expect(Number(scoreOf(columns, 'mine_purchases', 1))).toBeGreaterThan(1)
  for (const { values } of columns) for (const value of values) expect(Number.isFinite(value)).toBe(true)
})

test('a test of the amount holds beside the rule that refunds are no purchases', async () => {
  const only = async (total: number | { at_least: number }) =>
    (await serve({ ...DEFINITION, where: { total } }, shop())).card
  const all = (await serve(DEFINITION, shop())).card
  const large = await only({ at_least: 50 })
  const exactly = await only(90.5)
  const anything = await only({ at_least: -100 })
  expect(large.metrics.repeat_buyers).toBeLessThan(all.metrics.repeat_buyers ?? 0)
  expect(exactly.metrics).toEqual(large.metrics)
  expect(anything.metrics).toEqual(all.metrics)
})
