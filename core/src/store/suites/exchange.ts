import fc from 'fast-check'
import { expect } from 'vitest'
import { convertAmount, isoInstant, parseForeignAmount, parseInstant } from '../../schema/index.ts'
import { FEBRUARY, noon, spans, sums, unconverted, visit, visits } from './exchange-samples.ts'
import { at, contactNo, events, identityNo, NEEDS, page, type SampleEvent, saveContacts } from './samples.ts'
import { aggregate, scanned } from './scanning.ts'
import { type FreshStore, storeTest } from './store-test.ts'

export function describeExchange(fresh: () => Promise<FreshStore>): void {
  storeTest(
    fresh,
    'amounts count at the rate of their day, whether it was known before them or came after',
    async (store, reopen) => {
      await saveContacts(store, 3)
      const rates = spans({
        CHF: [
          ['2026-01-31', '1.05'],
          ['2026-02-19', '1.1'],
        ],
      })
      await store.facts.prepare({ ...NEEDS, rates })
      await store.facts.append(visits('p1', ...FEBRUARY))
      expect(await sums(store.facts)).toEqual({ 1: 1150, 2: null, 3: 1100 })
      expect(await unconverted(store.facts)).toEqual({ count: 1, currencies: ['JPY'] })

      const more = spans({
        CHF: [
          ['2026-01-31', '1.05'],
          ['2026-02-19', '1.2'],
        ],
        JPY: [['2026-02-20', '0.006']],
      })
      await store.facts.prepare({ ...NEEDS, rates: more })
      expect(await sums(store.facts)).toEqual({ 1: 1150, 2: 60, 3: 1200 })
      expect(await unconverted(store.facts)).toEqual({ count: 0, currencies: [] })

      const { facts } = await reopen()
      expect(await sums(facts)).toEqual({ 1: 1150, 2: 60, 3: 1200 })
      await facts.prepare({ ...NEEDS, rates: spans({ CHF: [['2026-02-19', '1.2']] }) })
      expect(await sums(facts)).toEqual({ 1: 100, 2: null, 3: 1200 })
      expect(await unconverted(facts)).toEqual({ count: 2, currencies: ['CHF', 'JPY'] })
      expect(await facts.unreadable()).toEqual([{ event: 'visited', property: 'value', count: 2 }])
      await facts.prepare(NEEDS)
      expect(await sums(facts)).toEqual({ 1: 100, 2: null, 3: null })
    },
  )

  storeTest(fresh, 'a rate holds from the first to the last moment of its days', async store => {
    await saveContacts(store, 4)
    const day = parseInstant('2026-02-10') ?? Number.NaN
    const rates = spans({ CHF: [['2026-02-10', '2']] }, { maxAgeDays: 0 })
    await store.facts.prepare({ ...NEEDS, rates })
    const moments = [day - 1, day, day + 86_399_999, day + 86_400_000]
    const rows = moments.map((when, index) => ({
      id: index,
      contact: index + 1,
      at: when,
      properties: { value: '1 CHF' },
    }))
    await store.facts.append(visits('p1', ...rows))
    expect(await sums(store.facts)).toEqual({ 1: null, 2: 200, 3: 200, 4: null })
  })

  storeTest(
    fresh,
    'what would not fit, or is no amount of its currency, is refused and counted',
    async store => {
      await saveContacts(store, 6)
      const rates = spans({ CHF: [['2026-02-02', '2']], JPY: [['2026-02-02', '1']] })
      await store.facts.prepare({ ...NEEDS, rates })
      const told = [
        '92233720368547758.07 CHF',
        '46116860184273879.03 CHF',
        '1.005 CHF',
        '0.5 JPY',
        'ten CHF',
        '-1.00 CHF',
      ]
      await store.facts.append(
        visits('p1', ...told.map((value, index) => visit(index, index + 1, '2026-02-02', value))),
      )
      // The largest that fits, in cents of 64 bits; read as a float, as every sum is.
      expect(await sums(store.facts)).toEqual({ 1: null, 2: 2 ** 63, 3: null, 4: null, 5: null, 6: -200 })
      expect(await unconverted(store.facts)).toEqual({ count: 4, currencies: ['CHF', 'JPY'] })
    },
  )

  storeTest(
    fresh,
    'a corrected order counts at its new amount, and one taken back no longer lacks a rate',
    async store => {
      await saveContacts(store, 1)
      await store.facts.prepare({ ...NEEDS, rates: spans({ CHF: [['2026-02-02', '2']] }) })
      const order = (id: number, total: string, retracted = false) => ({
        id,
        contact: 1,
        at: noon('2026-02-02'),
        properties: { total },
        retracted,
      })
      const orders = (id: string, ...rows: SampleEvent[]) =>
        page(id, { events: [events('order_placed', rows)] })
      const total = { name: 'total', type: 'money' } as const
      const spent = async () => (await scanned(store.facts, 'order_placed', [aggregate('sum', total)])).get(1)
      const lacking = async () =>
        (
          await store.facts.foreignAmounts([
            { event: 'order_placed', property: 'total', after: null, until: at(8.64e15) },
          ])
        )[0]
      await store.facts.append(orders('p1', order(1, '3 CHF'), order(2, '5 SEK')))
      expect(await spent()).toEqual([600])
      expect(await lacking()).toEqual({ count: 1, currencies: ['SEK'] })
      await store.facts.append(orders('p2', order(1, '4 CHF'), order(2, '5 SEK', true)))
      expect(await spent()).toEqual([800])
      expect(await lacking()).toEqual({ count: 0, currencies: [] })
      await store.facts.prepare({ ...NEEDS, rates: spans({ CHF: [['2026-02-02', '3']] }) })
      expect(await spent()).toEqual([1200])
      await store.facts.compact({ force: true })
      expect(await spent()).toEqual([1200])
    },
  )

  storeTest(fresh, 'amounts of a property that nothing named before are converted, too', async store => {
    await saveContacts(store, 3)
    const rates = spans({
      CHF: [
        ['2026-01-31', '1.05'],
        ['2026-02-19', '1.1'],
      ],
    })
    const bare = { ...NEEDS, rates, events: new Map() }
    await store.facts.prepare(bare)
    await store.facts.append(visits('p1', ...FEBRUARY))
    const expected = { 1: 1150, 2: null, 3: 1100 }
    expect(await sums(store.facts)).toEqual(expected)
    expect(await unconverted(store.facts)).toEqual({ count: 1, currencies: ['JPY'] })
    await store.facts.prepare({ ...NEEDS, rates })
    expect(await sums(store.facts)).toEqual(expected)
    expect(await unconverted(store.facts)).toEqual({ count: 1, currencies: ['JPY'] })
  })

  storeTest(fresh, 'every amount comes to what core converts it to', async store => {
    await saveContacts(store, 1)
    const decimal = (whole: number, part: number) =>
      fc
        .tuple(fc.nat({ max: whole }), fc.nat({ max: part }))
        .map(([before, behind]) => `${before}.${String(behind).padStart(String(part).length, '0')}`)
    const told = fc
      .tuple(fc.constantFrom('', '-'), decimal(99_999, 999), fc.constantFrom('CHF', 'JPY', 'KWD'))
      .map(([sign, amount, code]) => `${sign}${amount.replace(/\.?0*$/, '')} ${code}`)
    const cases = fc.sample(fc.tuple(told, decimal(99, 99_999), fc.constantFrom('currency', 'hub')), {
      numRuns: 150,
      seed: 9,
    })
    const first = parseInstant('2026-01-01') ?? Number.NaN
    const dated = cases.flatMap(([amount, rate, unit], index) => {
      const when = first + index * 86_400_000
      const [code = ''] = amount.split(' ').slice(1)
      if (!/[1-9]/.test(rate)) return []
      const [span] = spans({ [code]: [[isoInstant(at(when)).slice(0, 10), rate]] }, { unit, maxAgeDays: 0 })
      return span ? [{ amount, when, span }] : []
    })
    const ordered = dated
      .map(({ span }) => span)
      .toSorted((a, b) => (a.currency < b.currency ? -1 : a.currency > b.currency ? 1 : a.from - b.from))
    await store.facts.prepare({ ...NEEDS, rates: ordered })
    await store.facts.append(
      visits(
        'p1',
        ...dated.map(({ amount, when }, index) => ({
          id: index,
          contact: index + 1,
          at: when,
          properties: { value: amount },
        })),
      ),
    )
    const expected = dated.map(({ amount, span }, index) => {
      const money = parseForeignAmount(amount)
      const converted = money && convertAmount(money.minor, span)
      return [index + 1, converted === undefined ? null : Number(converted)]
    })
    expect(await sums(store.facts)).toEqual(Object.fromEntries(expected))
    expect(new Set(expected.map(([, sum]) => sum)).size).toBeGreaterThan(40)
  })

  storeTest(fresh, 'amounts of contacts that were merged follow them', async store => {
    await saveContacts(store, 3)
    await store.facts.prepare(NEEDS)
    await store.facts.append(visits('p1', ...FEBRUARY))
    await store.state.saveIdentities({ created: [], merges: [{ from: contactNo(3), into: contactNo(1) }] })
    await store.facts.prepare({
      ...NEEDS,
      rates: spans({
        CHF: [
          ['2026-02-02', '2'],
          ['2026-02-20', '3'],
        ],
      }),
    })
    expect(await sums(store.facts)).toEqual({ 1: 100 + 2000 + 3000, 2: null })
  })

  storeTest(fresh, 'amounts of somebody who was erased lack no rate any more', async store => {
    await saveContacts(store, 3)
    await store.facts.prepare(NEEDS)
    await store.facts.append(visits('p1', ...FEBRUARY))
    expect(await unconverted(store.facts)).toEqual({ count: 3, currencies: ['CHF', 'JPY'] })
    await store.facts.eraseContacts([{ contactNo: contactNo(2), identities: [identityNo(2)] }])
    expect(await unconverted(store.facts)).toEqual({ count: 2, currencies: ['CHF'] })
  })
}
