import { days, hours, type Instant, minutes } from '@esplanade/core/schema'
import {
  all,
  attribute,
  event,
  inSegment,
  noEvent,
  none,
  rank,
  segment,
  sequence,
} from '@esplanade/core/segments'
import { expect, test } from 'vitest'
import { Story } from './timeline/story.ts'

const BUYERS = segment('buyers', 'Bought within a week', event('order_placed').within('7d'))
const UP_TO_DATE = { mode: 'incremental', reason: null }

test('the first evaluation is full, the next one goes on from it', async () => {
  const story = await Story.of([BUYERS])
  expect(await story.evaluate()).toMatchObject({ mode: 'full', reason: 'no earlier evaluation was kept' })
  expect(await story.evaluate()).toMatchObject(UP_TO_DATE)
  expect(await story.evaluate(true)).toMatchObject({
    mode: 'full',
    reason: 'a full evaluation was asked for',
  })
})

test('an event enters when it comes and leaves when it is as old as the window, to the millisecond', async () => {
  const story = await Story.of([BUYERS])
  await story.evaluate()
  await story.event('order_placed', 2)
  expect(await story.evaluate()).toEqual({ ...UP_TO_DATE, first: [2] })
  story.advance(days(7) - 1)
  expect(await story.evaluate()).toEqual({ ...UP_TO_DATE, first: [2] })
  story.advance(1)
  expect(await story.evaluate()).toEqual({ ...UP_TO_DATE, first: [] })
})

test('late events count if they are still inside, and events dated ahead once their time has come', async () => {
  const story = await Story.of([BUYERS])
  await story.evaluate()
  await story.event('order_placed', 1, days(7))
  await story.event('order_placed', 2, days(6))
  await story.event('order_placed', 3, -hours(1))
  expect(await story.evaluate()).toEqual({ ...UP_TO_DATE, first: [2] })
  story.advance(hours(1))
  expect(await story.evaluate()).toEqual({ ...UP_TO_DATE, first: [2, 3] })
})

test('a clock that stands still or is set back leaves the moment where it is, and later events count', async () => {
  const story = await Story.of([BUYERS])
  await story.event('order_placed', 1)
  await story.evaluate()
  story.advance(-days(3))
  await story.event('order_placed', 2)
  expect(await story.evaluate()).toEqual({ ...UP_TO_DATE, first: [1, 2] })
  story.advance(days(9))
  expect(await story.evaluate()).toEqual({ ...UP_TO_DATE, first: [1] })
})

test('an event told twice counts once; a corrected one as corrected; one taken back not at all', async () => {
  const story = await Story.of([
    segment('large', 'A large order', event('order_placed').within('30d').max('total').atLeast(100)),
    segment('two', 'Two orders', event('order_placed').count().atLeast(2)),
  ])
  await story.evaluate()
  const order = await story.event('order_placed', 1, 0, { total: 150 })
  await story.tell({ events: [order] })
  expect(await story.evaluate()).toEqual({ ...UP_TO_DATE, first: [1] })
  await story.tell({ events: [{ ...order, properties: { total: 50 } }] })
  expect(await story.evaluate()).toEqual({ ...UP_TO_DATE, first: [] })
  await story.tell({ events: [{ ...order, contactNo: 2, properties: { total: 200 } }] })
  expect(await story.evaluate()).toEqual({ ...UP_TO_DATE, first: [2] })
  await story.tell({ events: [{ ...order, retracted: true }] })
  expect(await story.evaluate()).toEqual({ ...UP_TO_DATE, first: [] })
})

test('merged contacts have the events of both, from whichever side', async () => {
  const story = await Story.of([segment('two', 'Two orders', event('order_placed').count().atLeast(2))])
  await story.event('order_placed', 1)
  await story.event('order_placed', 2)
  await story.evaluate()
  await story.tell({ merges: [{ from: 2, into: 1 }] })
  expect(await story.evaluate()).toEqual({ ...UP_TO_DATE, first: [1] })
  await story.tell({ merges: [{ from: 1, into: 3 }] })
  await story.event('order_placed', 2)
  expect(await story.evaluate()).toEqual({ ...UP_TO_DATE, first: [3] })
})

test('a merge that is taken back gives each its own events again, those told and compacted meanwhile, too', async () => {
  const story = await Story.of([segment('two', 'Two orders', event('order_placed').count().atLeast(2))])
  await story.event('order_placed', 1)
  await story.event('order_placed', 2)
  await story.tell({ merges: [{ from: 2, into: 1 }] })
  await story.evaluate()
  await story.event('order_placed', 2)
  await story.store.facts.compact({ force: true })
  expect(await story.evaluate()).toEqual({ ...UP_TO_DATE, first: [1] })
  await story.tell({ unmerges: [2] })
  expect(await story.evaluate()).toEqual({ ...UP_TO_DATE, first: [2] })
  await story.tell({ merges: [{ from: 2, into: 1 }] })
  expect(await story.evaluate()).toEqual({ ...UP_TO_DATE, first: [1] })
})

test('whoever is erased is in no segment, and what is said of them afterwards is about nobody', async () => {
  const story = await Story.of([segment('ever', 'Ever bought', event('order_placed').count().atLeast(1))])
  for (const contact of [1, 2, 3]) await story.event('order_placed', contact)
  await story.tell({ merges: [{ from: 2, into: 1 }] })
  expect(await story.evaluate()).toMatchObject({ first: [1, 3] })
  await story.tell({ erased: [1] })
  expect(await story.evaluate()).toEqual({ ...UP_TO_DATE, first: [3] })
  await story.event('order_placed', 2)
  expect(await story.evaluate()).toEqual({ ...UP_TO_DATE, first: [3] })
  // What was kept of the last evaluation held values of everybody, so it goes with them.
  await story.tell({ erased: [3] })
  story.restart()
  expect(await story.evaluate()).toMatchObject({ mode: 'full', first: [] })
})

test('attributes, scores and people that come are taken in, events that came before them included', async () => {
  const story = await Story.of([
    segment('some', 'Points or risk', all(attribute('points').atLeast(5), attribute('churn').atLeast(0.5))),
    BUYERS,
  ])
  await story.event('order_placed', 40)
  await story.evaluate()
  await story.tell({ attributes: [1, 2].map(contactNo => ({ contactNo, attributes: { points: 7 } })) })
  const scores = { name: 'churn', contactNo: Uint32Array.of(1, 3), values: Float64Array.of(0.9, 0.9) }
  await story.store.facts.saveScores([scores])
  expect(await story.evaluate()).toEqual({ ...UP_TO_DATE, first: [1] })
  await story.store.facts.saveScores([{ ...scores, contactNo: Uint32Array.of(2, 3) }])
  await story.tell({ contacts: [40] })
  expect(await story.evaluate()).toEqual({ ...UP_TO_DATE, first: [2] })
})

test('rates, the last few and sequences follow what came and went', async () => {
  const story = await Story.of([
    segment('keen', 'Opened half', event('email_sent').within('7d').rate('email_opened').atLeast('50%')),
    segment('last', 'Opened the last two', event('email_sent').matched('email_opened', { last: 2 }).is(2)),
    segment('third', 'Third order within a day', event('order_placed').nth(3, { span: '1d' }).exists()),
  ])
  const mail = (type: string, message: string) => story.event(type, 1, 0, { message })
  await story.evaluate()
  await mail('email_sent', 'a')
  await mail('email_opened', 'a')
  expect(await story.evaluate()).toEqual({ ...UP_TO_DATE, first: [1] })
  story.advance(days(6))
  await mail('email_sent', 'b')
  await mail('email_sent', 'c')
  expect(await story.evaluate()).toEqual({ ...UP_TO_DATE, first: [] })
  await mail('email_opened', 'c')
  for (const ago of [0, 1, 2]) await story.event('order_placed', 2, hours(ago))
  expect(await story.evaluate()).toEqual({ ...UP_TO_DATE, first: [1] })
  story.advance(days(2))
  expect(await story.evaluate()).toEqual({ ...UP_TO_DATE, first: [1] })
})

test('what did not happen in time is noticed though nothing happens', async () => {
  const story = await Story.of([
    segment(
      'left',
      'Left a cart',
      sequence([{ event: 'cart_added' }, { no_event: 'order_placed', within: '1h' }], { within: '7d' }),
    ),
  ])
  await story.event('cart_added', 1)
  await story.event('cart_added', 2)
  expect(await story.evaluate()).toMatchObject({ first: [] })
  story.advance(minutes(30))
  await story.event('order_placed', 2)
  story.advance(minutes(30) - 1)
  expect(await story.evaluate()).toEqual({ ...UP_TO_DATE, first: [] })
  story.advance(1)
  expect(await story.evaluate()).toEqual({ ...UP_TO_DATE, first: [1] })
})

test('windows of the calendar jump at midnight of their zone, on the day of a changed clock, too', async () => {
  const story = await Story.of([
    segment('today', 'Bought today', event('order_placed').within('today')),
    segment('yesterday', 'Bought yesterday', event('order_placed').within('yesterday')),
  ])
  // Half an hour before the midnight after which clocks go forward in Berlin.
  story.now = Date.parse('2026-03-28T22:30:00Z') as Instant
  await story.event('order_placed', 1, hours(1))
  expect(await story.evaluate()).toMatchObject({ first: [1] })
  story.advance(minutes(30))
  await story.event('order_placed', 2)
  expect(await story.evaluate()).toEqual({ ...UP_TO_DATE, first: [2] })
  story.advance(hours(23))
  expect(await story.evaluate()).toEqual({ ...UP_TO_DATE, first: [] })
})

test('a rank moves with everybody, and a roster with whoever answers it', async () => {
  const story = await Story.of([
    segment(
      'top',
      'The third that spends most',
      rank({ event: 'order_placed', sum: 'total' }, { top: '34%' }),
    ),
    segment('mailable', 'Mailable', { consent: 'email', is: 'mailable' }),
  ])
  for (const contact of [1, 2, 3]) await story.event('order_placed', contact, 0, { total: contact })
  story.roster = [1]
  expect(await story.evaluate()).toMatchObject({ first: [2, 3] })
  await story.event('order_placed', 1, 0, { total: 10 })
  story.roster = [2, 3]
  expect(await story.evaluate()).toEqual({ ...UP_TO_DATE, first: [1, 3] })
})

test('changed definitions are evaluated in full, once', async () => {
  const story = await Story.of([BUYERS])
  await story.evaluate()
  story.definitions = [segment('none', 'Never bought', noEvent('order_placed')), BUYERS]
  expect(await story.evaluate()).toMatchObject({
    mode: 'full',
    reason: 'definitions, catalog or settings changed',
    first: [1, 2, 3],
  })
  expect(await story.evaluate()).toMatchObject(UP_TO_DATE)
})

test('another process goes on from an old state, over backfills that came newest first and a compaction', async () => {
  const story = await Story.of([
    BUYERS,
    segment('ever', 'Bought', event('order_placed').first('at').exists()),
  ])
  await story.event('order_placed', 1)
  await story.evaluate()
  story.advance(hours(5))
  for (const ago of [1, 2, 3, 40, 400]) await story.event('order_placed', 2 + (ago % 2), days(ago))
  await story.store.facts.compact({ force: true })
  await story.event('order_placed', 3)
  story.restart()
  expect(await story.evaluate()).toEqual({ ...UP_TO_DATE, first: [1, 2, 3] })
  story.advance(days(300))
  story.restart()
  expect(await story.evaluate()).toEqual({ ...UP_TO_DATE, first: [] })
})

test('a state that is cut short, changed or of another version is not used, and the reason is told', async () => {
  const story = await Story.of([BUYERS])
  const { changes } = story.store.facts
  if (changes === undefined) throw new Error('DuckDB tells what changed.')
  await story.event('order_placed', 1)
  const kept = async () => {
    await story.evaluate(true)
    const parts: Uint8Array[] = []
    for await (const part of changes.snapshot()) parts.push(Uint8Array.from(part))
    return parts
  }
  const spoilt: ((parts: Uint8Array[]) => Uint8Array[])[] = [
    parts => parts.slice(0, -1),
    parts => parts.slice(0, 1),
    parts => parts.map(part => part.map((byte, at) => (at === part.length - 1 ? byte ^ 1 : byte))),
    parts => parts.map((part, index) => (index === 1 ? part.subarray(0, 3) : part)),
    parts => [Uint8Array.of(1), ...parts],
  ]
  for (const spoil of spoilt) {
    await changes.saveSnapshot(spoil(await kept()), 0)
    story.restart()
    expect(await story.evaluate()).toEqual({ mode: 'full', reason: 'the kept state is damaged', first: [1] })
  }
})

test('a state of a release that planned the same definitions in another way is not used', async () => {
  const story = await Story.of([BUYERS])
  story.fingerprint = 'the same definitions'
  await story.event('order_placed', 1, days(8))
  await story.evaluate()
  story.definitions = [segment('buyers', 'Bought within a week', event('order_placed').within('9d'))]
  story.restart()
  expect(await story.evaluate()).toEqual({
    mode: 'full',
    reason: 'the kept state is of another version',
    first: [1],
  })
})

test('above maxStateBytes nothing is kept, and every evaluation is full', async () => {
  const story = await Story.of([BUYERS])
  story.maxStateBytes = 33
  for (const _ of [1, 2]) {
    const { mode, reason } = await story.evaluate()
    expect(mode).toBe('full')
    expect(reason).toMatch(/the state takes \d+ bytes, and maxStateBytes allows 33/)
  }
  expect(story.memory.kept).toBe(null)
})

test('what cannot but take more than maxStateBytes fills no columns: each segment is a statement', async () => {
  const story = await Story.of([
    BUYERS,
    segment('others', 'Others', none(inSegment('buyers'), { consent: 'email', is: 'mailable' })),
    segment('top', 'Spends most', rank({ event: 'order_placed', sum: 'total' }, { top: '50%' })),
  ])
  story.maxStateBytes = 31
  story.roster = [3]
  await story.event('order_placed', 2, days(6), { total: 5 })
  for (const first of [[2], [2], []]) {
    expect(await story.evaluate()).toEqual({
      mode: 'full',
      reason: expect.stringMatching(
        /^the columns take at least \d+ bytes, and maxStateBytes allows 31, so each segment was evaluated by a statement of its own$/,
      ),
      first,
    })
    expect(story.members.get('others')).toEqual([1, 2, 3].filter(no => no !== 3 && !first.includes(no)))
    if (first.length > 0) story.advance(hours(12))
  }
  // With room again, there are columns and a state.
  story.maxStateBytes = 10_000
  await story.evaluate()
  expect(await story.evaluate()).toMatchObject(UP_TO_DATE)
})

test('sums beyond what a double holds exactly are read again, not added to', async () => {
  const story = await Story.of([
    segment('rich', 'Spent much', event('order_placed').within('7d').sum('total').is(999_999_999.99)),
  ])
  await story.event('order_placed', 1, days(6), { total: '90071992547409.93' })
  await story.event('order_placed', 1, days(4), { total: '999999999.99' })
  await story.evaluate()
  story.advance(days(2))
  expect(await story.evaluate()).toEqual({ ...UP_TO_DATE, first: [1] })
})
