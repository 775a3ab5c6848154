import { expect } from 'vitest'
import type { Aggregate } from '../../segments/plan.ts'
import type { FactChanges } from '../fact-changes.ts'
import type { Store } from '../store.ts'
import { at, contactNo, email, events, fact, NEEDS, page, saveContacts } from './samples.ts'
import { aggregate, scanned } from './scanning.ts'
import { type FreshStore, storeTest } from './store-test.ts'
import { PAGE, SECONDS, TIME, VALUE, visited } from './visits.ts'

const changesOf = ({ facts: { changes } }: Store): FactChanges => {
  if (changes === undefined) throw new Error('This store does not tell what changed; leave out its suite.')
  return changes
}

export function describeChanges(fresh: () => Promise<FreshStore>): void {
  storeTest(fresh, 'whatever changes a fact moves the watermark, and nothing else does', async store => {
    await store.facts.prepare(NEEDS)
    const changes = changesOf(store)
    let last = await changes.watermark()
    const moves = async (work: () => Promise<unknown>) => {
      const before = last
      await work()
      last = await changes.watermark()
      return last > before
    }
    const visit = page('p1', { events: [events('visited', [{ id: 1, contact: 1, at: 5 }])] })
    expect(await moves(() => saveContacts(store, 2))).toBe(true)
    expect(await moves(() => store.facts.append(visit))).toBe(true)
    expect(await moves(() => store.facts.append(visit))).toBe(false)
    const stated = page('p2', { attributes: [fact(1, 'points', 3, 10)] })
    expect(await moves(() => store.facts.append(stated))).toBe(true)
    expect(await moves(() => store.facts.prepare(NEEDS))).toBe(false)
    const merges = [{ from: contactNo(1), into: contactNo(2) }]
    expect(await moves(() => store.state.saveIdentities({ created: [], merges }))).toBe(true)
  })

  storeTest(fresh, 'names who changed otherwise than by new events', async store => {
    await visited(store)
    const changes = changesOf(store)
    let since = await changes.watermark()
    const changed = async (work: () => Promise<unknown>) => {
      await work()
      const found = await changes.changedContacts(since)
      since = await changes.watermark()
      const events = found.events.map(({ type, contacts }) => [type, [...contacts]])
      return { everybody: found.everybody, profiles: [...found.profiles], events }
    }
    const nobody = { everybody: false, profiles: [], events: [] }
    const order = (id: string, total: number, retracted = false) =>
      page(id, {
        events: [events('order_placed', [{ id: 9, contact: 2, at: 5, properties: { total }, retracted }])],
      })
    expect(await changed(() => store.facts.append(order('p2', 1)))).toEqual(nobody)
    const corrected = { ...nobody, events: [['order_placed', [2]]] }
    expect(await changed(() => store.facts.append(order('p3', 2)))).toEqual(corrected)
    expect(await changed(() => store.facts.append(order('p4', 2)))).toEqual(nobody)
    expect(await changed(() => store.facts.append(order('p5', 2, true)))).toEqual(corrected)
    const stated = (id: string, when: number) => page(id, { attributes: [fact(3, 'points', 7, when)] })
    expect(await changed(() => store.facts.append(stated('p6', 10)))).toEqual({ ...nobody, profiles: [3] })
    expect(await changed(() => store.facts.append(stated('p7', 11)))).toEqual(nobody)
    const created = [email(4)]
    expect(await changed(() => store.state.saveIdentities({ created, merges: [] }))).toEqual({
      ...nobody,
      profiles: [4],
    })
    const merges = [{ from: contactNo(2), into: contactNo(3) }]
    expect(await changed(() => store.state.saveIdentities({ created: [], merges }))).toEqual({
      ...nobody,
      profiles: [2, 3],
      events: [[null, [2, 3]]],
    })
    expect((await changes.changedContacts(since)).size).toBe(5)
    const other = { ...NEEDS, currency: 'USD' }
    expect((await changed(() => store.facts.prepare(other))).everybody).toBe(true)
  })

  storeTest(fresh, 'names whose amounts a change of rates concerns, and nobody else', async store => {
    await saveContacts(store, 4)
    const rates = (rate: string, ...other: readonly string[]) =>
      [rate, ...other].map((price, index) => ({
        currency: ['CHF', 'SEK'][index] as string,
        digits: 2,
        date: '1970-01-01',
        from: at(0),
        until: at(1_000),
        numerator: BigInt(price),
        denominator: 1n,
      }))
    await store.facts.prepare({ ...NEEDS, rates: rates('2') })
    const told = ['1 CHF', '1.00', '1 SEK', '3 CHF'].map((value, index) => ({
      id: index,
      contact: index + 1,
      at: index < 3 ? 5 : 2_000,
      properties: { value },
    }))
    await store.facts.append(page('p1', { events: [events('visited', told)] }))
    const merges = [{ from: contactNo(3), into: contactNo(2) }]
    await store.state.saveIdentities({ created: [], merges })
    const concerned = async (needs: typeof NEEDS) => {
      const since = await changesOf(store).watermark()
      await store.facts.prepare(needs)
      const { everybody, events: changed } = await changesOf(store).changedContacts(since)
      return { everybody, contacts: changed.flatMap(({ contacts }) => [...contacts]) }
    }
    const nobody = { everybody: false, contacts: [] }
    expect(await concerned({ ...NEEDS, rates: rates('2') })).toEqual(nobody)
    expect(await concerned({ ...NEEDS, rates: rates('3') })).toEqual({ ...nobody, contacts: [1] })
    expect(await concerned({ ...NEEDS, rates: rates('3', '4') })).toEqual({ ...nobody, contacts: [2] })
    expect(await concerned(NEEDS)).toEqual({ ...nobody, contacts: [1, 2] })
  })

  const aggregates: readonly Aggregate[] = [
    aggregate('count'),
    aggregate('sum', VALUE),
    aggregate('max', SECONDS),
    aggregate('last', PAGE),
    aggregate('min', TIME),
  ]
  const moved = async (store: Store, since: number, before: [number, number], now: [number, number]) => {
    const bounds = ([after, until]: [number, number]) => ({ after: at(after), until: at(until) })
    const answers = new Map<number, unknown>()
    const scan = {
      type: 'visited',
      since,
      aggregates: aggregates.map(one => ({ before: bounds(before), aggregate: { ...one, ...bounds(now) } })),
      sources: [{ before: bounds(before), source: { property: PAGE, where: null, ...bounds(now) } }],
    }
    for await (const chunk of changesOf(store).differences(scan)) {
      chunk.contactNo.forEach((contact, row) => {
        const own = chunk.aggregates.flatMap(change => {
          if (change.kind === 'difference') return [change.values[row]]
          if (change.kind === 'extremes') return [change.came[row], change.went[row]]
          return [change.came.values[row], change.cameAt[row], change.wentAt[row]]
        })
        answers.set(contact, [...own, chunk.sources[0]?.[row]])
      })
    }
    return answers
  }

  storeTest(fresh, 'tells what came into a window and what went out of it', async store => {
    await visited(store)
    const since = await changesOf(store).watermark()
    const { NaN: none } = Number
    // Contact 1 visits at 100, 200 and 300, contact 2 at 200.
    expect(await moved(store, since, [99, 250], [99, 250])).toEqual(new Map())
    expect(await moved(store, since, [99, 250], [100, 250])).toEqual(
      new Map([[1, [-1, -1000, none, 0.1, null, none, 100, none, 100, 1]]]),
    )
    // A visit without any property comes in; it is no row that has a page.
    expect(await moved(store, since, [99, 250], [99, 300])).toEqual(
      new Map([[1, [1, 0, none, none, null, none, none, 300, none, 0]]]),
    )
    expect(await moved(store, since, [100, 250], [99, 199])).toEqual(
      new Map([
        [1, [0, 475, 0.1, 0.2, '/b', 100, 200, 100, 200, 1]],
        [2, [-1, -1, none, -3, null, none, 200, none, 200, 1]],
      ]),
    )
    expect(await moved(store, since, [0, 50], [1000, 2000])).toEqual(new Map())
  })

  storeTest(fresh, 'new rows come into a window wherever it was, and none before it', async store => {
    await visited(store)
    const since = await changesOf(store).watermark()
    const rows = [150, 250, 260].map((when, i) => ({
      id: 10 + i,
      contact: 3,
      at: when,
      properties: { page: `/${i}`, value: 1 },
    }))
    await store.facts.append(page('p2', { events: [events('visited', rows)] }))
    const { NaN: none } = Number
    expect(await moved(store, since, [150, 250], [150, 250])).toEqual(
      new Map([[3, [1, 100, none, none, '/1', 250, none, 250, none, 1]]]),
    )
  })

  storeTest(fresh, 'lends the scans of a few contacts, by their position', async store => {
    await visited(store)
    await store.facts.append(
      page('p2', { attributes: [fact(1, 'nickname', 'Ada', 5), fact(3, 'points', 2, 5)] }),
    )
    const merges = [{ from: contactNo(2), into: contactNo(3) }]
    await store.state.saveIdentities({ created: [], merges })
    const scans = [{ type: 'visited', aggregates: [aggregate('count'), aggregate('last', PAGE)] }]
    const reads = { scans, keyScans: [], timelines: [] }
    const lent = await changesOf(store).near(Uint32Array.of(3, 2, 1), reads, async facts => {
      const { living, columns } = await facts.attributes(['nickname', 'points'])
      const nickname = columns.get('nickname')
      const points = columns.get('points')
      return {
        visits: await scanned({ ...store.facts, ...facts }, 'visited', scans[0]?.aggregates ?? []),
        living: [...living],
        nickname: nickname?.type === 'text' && [...nickname.codes].map(code => nickname.dictionary[code]),
        points: points && 'values' in points && [...points.values],
      }
    })
    expect(lent).toEqual({
      visits: new Map([
        [0, [1, '/c']],
        [2, [3, '/a']],
      ]),
      living: [1, 0, 1],
      nickname: [undefined, undefined, 'Ada'],
      points: [2, Number.NaN, Number.NaN],
    })
  })

  storeTest(fresh, 'keeps the parts of one state, and forgets what it has seen', async (store, reopen) => {
    await saveContacts(store, 1)
    const saved = async (from: Store) => {
      const found: number[][] = []
      for await (const part of changesOf(from).snapshot()) found.push([...part])
      return found
    }
    expect(await saved(store)).toEqual([])
    const parts = [Uint8Array.of(0, 255, 10), new Uint8Array(), new Uint8Array(100_000).fill(7)]
    await changesOf(store).saveSnapshot([Uint8Array.of(1)], 0)
    expect((await changesOf(store).changedContacts(0)).profiles).toHaveLength(1)
    await changesOf(store).saveSnapshot(parts, await changesOf(store).watermark())
    const again = await reopen()
    expect(await saved(again)).toEqual(parts.map(part => [...part]))
    expect((await changesOf(again).changedContacts(0)).profiles).toHaveLength(0)
  })
}
