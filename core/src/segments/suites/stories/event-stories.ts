import { describe, expect, test } from 'vitest'
import type { People, StoryEvent } from './people.ts'
import type { StoryTeller } from './story-teller.ts'

/** Events in windows: counts, measures, amounts in other currencies, filters and groups. */
export function describeEventStories({ membersOf, whoPasses }: StoryTeller): void {
  const order = (at: string, properties: Record<string, string | number> = {}): StoryEvent => ({
    type: 'order_placed',
    at,
    ...properties,
  })
  const opened = (at: string, machine?: boolean): StoryEvent => ({
    type: 'email_opened',
    at,
    ...(machine === undefined ? {} : { machine }),
  })

  describe('windows, as of 2026-04-01T12:00:00Z', () => {
    const people: People = {
      justOut: { events: [order('2026-03-02T12:00:00.000Z')] },
      justIn: { events: [order('2026-03-02T12:00:00.001Z')] },
      now: { events: [order('2026-04-01T12:00:00.000Z')] },
      ahead: { events: [order('2026-04-01T12:00:00.001Z')] },
      never: {},
    }
    test('an event is inside when asOf − 30 days < at ≤ asOf', async () => {
      expect(await whoPasses('{ event: order_placed, within: 30d }', people)).toEqual(['justIn', 'now'])
    })
    test('without a window every event up to now counts, and none that is yet to come', async () => {
      expect(await whoPasses('{ event: order_placed }', people)).toEqual(['justOut', 'justIn', 'now'])
    })
    test('absence is the rest of the living', async () => {
      expect(await whoPasses('{ no_event: order_placed, within: 30d }', people)).toEqual([
        'justOut',
        'ahead',
        'never',
      ])
    })
    test('minutes, hours and weeks', async () => {
      const recent = {
        ada: { events: [order('2026-04-01T11:20:00Z')] },
        bob: { events: [order('2026-03-20T12:00:00Z')] },
      }
      expect(await whoPasses('{ event: order_placed, within: 45m }', recent)).toEqual(['ada'])
      expect(await whoPasses('{ event: order_placed, within: 40m }', recent)).toEqual([])
      expect(await whoPasses('{ event: order_placed, within: 12h }', recent)).toEqual(['ada'])
      expect(await whoPasses('{ event: order_placed, within: 2w }', recent)).toEqual(['ada', 'bob'])
    })
  })

  describe('count', () => {
    const people: People = {
      none: {},
      one: { events: [opened('2026-03-30')] },
      two: { events: [opened('2026-03-30'), { type: 'email_clicked', at: '2026-03-30' }] },
      three: { events: [opened('2026-03-30'), opened('2026-03-30'), opened('2026-03-31', true)] },
    }
    test.each([
      ['{ event: email_opened }', ['one', 'two', 'three']],
      ['{ event: email_opened, count: 1 }', ['one', 'two']],
      ['{ event: email_opened, count: { at_least: 2 } }', ['three']],
      ['{ event: email_opened, count: { less_than: 1 } }', ['none']],
      ['{ event: email_opened, count: { between: [0, 1] } }', ['none', 'one', 'two']],
      ['{ event: [email_opened, email_clicked], count: { at_least: 2 } }', ['two', 'three']],
      ['{ event: email_opened, where: { machine: { is_not: true } }, count: { at_least: 2 } }', ['three']],
      ['{ event: email_opened, where: { machine: false } }', []],
      ['{ event: email_opened, where: { machine: { exists: true } } }', ['three']],
    ])('%s', async (when, members) => {
      expect(await whoPasses(when, people)).toEqual(members)
    })
  })

  describe('sum, average, least, greatest, first and last', () => {
    const people: People = {
      nothing: {},
      unpriced: { events: [order('2026-03-01')] },
      small: {
        events: [order('2026-03-02', { total: '19.99' }), order('2026-03-01', { total: '0.01', items: 1 })],
      },
      fifty: { events: [order('2026-03-01', { total: '0.10' }), order('2026-03-02', { total: '49.90' })] },
      large: {
        events: [
          order('2026-03-03', { total: 20, category: 'shoes' }),
          order('2026-03-01', { total: 100, category: 'boots' }),
          order('2026-03-02', { total: 30 }),
        ],
      },
    }
    test.each([
      ['sum: { of: total, is: 50 }', ['fifty']],
      ['sum: { of: total, more_than: 50 }', ['large']],
      ['sum: { of: total, at_most: 20 }', ['nothing', 'unpriced', 'small']],
      ['avg: { of: total, is: 25 }', ['fifty']],
      ['avg: { of: total, is: 10 }', ['small']],
      ['avg: { of: total, at_least: 0 }', ['small', 'fifty', 'large']],
      ['avg: { of: total, exists: false }', ['nothing', 'unpriced']],
      ['min: { of: total, less_than: 1 }', ['small', 'fifty']],
      ['max: { of: total, at_least: 49.90 }', ['fifty', 'large']],
      ['first: { of: total, is: 100 }', ['large']],
      ['last: { of: total, at_least: 20 }', ['fifty', 'large']],
      ['last: { of: category, is: shoes }', ['large']],
      ['first: { of: category, is_not: boots }', ['nothing', 'unpriced', 'small', 'fifty']],
      ['first: { of: items, is: 1 }', ['small']],
      ['last: { of: at, older_than: 30d }', ['unpriced', 'small', 'fifty']],
      ['first: { of: at, at_least: "2026-03-01" }', ['unpriced', 'small', 'fifty', 'large']],
    ])('%s', async (measure, members) => {
      expect(await whoPasses(`{ event: order_placed, ${measure} }`, people)).toEqual(members)
    })

    test('decimal fractions add up exactly', async () => {
      const score = (value: number): StoryEvent => ({
        type: 'survey_answered',
        at: '2026-03-01',
        score: value,
      })
      const fractions = {
        ada: { events: [score(0.1), score(0.2)] },
        bob: { events: [score(0.1), score(0.2), score(0.6)] },
      }
      expect(await whoPasses('{ event: survey_answered, sum: { of: score, is: 0.3 } }', fractions)).toEqual([
        'ada',
      ])
      expect(await whoPasses('{ event: survey_answered, avg: { of: score, is: 0.3 } }', fractions)).toEqual([
        'bob',
      ])
    })

    test('of several types together, the last is the later one, and refunds are events of their own', async () => {
      const both: People = {
        ada: {
          events: [
            order('2026-03-01', { total: 10 }),
            { type: 'order_refunded', at: '2026-03-02', total: 10 },
          ],
        },
        bob: {
          events: [
            order('2026-03-02', { total: 10 }),
            { type: 'order_refunded', at: '2026-03-01', total: 5 },
          ],
        },
        cat: {
          events: [order('2026-03-02', { total: 1 }), { type: 'order_refunded', at: '2026-03-02', total: 5 }],
        },
        // The later order has no total, so it takes no part.
        dan: { events: [order('2026-03-02'), { type: 'order_refunded', at: '2026-03-01', total: 5 }] },
      }
      const types = 'event: [order_placed, order_refunded]'
      expect(await whoPasses(`{ ${types}, sum: { of: total, is: 20 } }`, both)).toEqual(['ada'])
      expect(await whoPasses(`{ ${types}, first: { of: total, is: 5 } }`, both)).toEqual(['bob', 'dan'])
      expect(await whoPasses(`{ ${types}, min: { of: total, is: 5 } }`, both)).toEqual(['bob', 'dan'])
      // At one instant the type later in the alphabet counts as the later event.
      expect(await whoPasses(`{ ${types}, last: { of: total, is: 5 } }`, both)).toEqual(['cat', 'dan'])
      expect(await whoPasses(`{ ${types}, avg: { of: total, is: 3 } }`, both)).toEqual(['cat'])
    })

    test('events of one instant are told apart by their ids', async () => {
      const twins = {
        ada: { events: [order('2026-03-01', { total: 1 }), order('2026-03-01', { total: 2 })] },
      }
      expect(await whoPasses('{ event: order_placed, last: { of: total, is: 2 } }', twins)).toEqual(['ada'])
    })
  })

  test('amounts are compared and added however large they are', async () => {
    const people: People = {
      ada: { events: [order('2026-03-01', { total: '2000000.00' })] },
      bob: { events: [order('2026-03-01', { total: '99999999999999.99' })] },
      cat: { events: [order('2026-03-01', { total: '1' })] },
    }
    const passing = (measure: string) => whoPasses(`{ event: order_placed, ${measure} }`, people)
    expect(await passing('where: { total: { at_least: 1000000 } }')).toEqual(['ada', 'bob'])
    expect(await passing('sum: { of: total, is: 2000000 }')).toEqual(['ada'])
    expect(await passing('max: { of: total, more_than: 2000000 }')).toEqual(['bob'])
  })

  test('an order of nothing is an order that adds nothing', async () => {
    const people: People = {
      ada: { events: [order('2026-03-01', { total: 0 }), order('2026-03-02', { total: 30 })] },
      bob: { events: [order('2026-03-01', { total: 0 })] },
      cat: { events: [order('2026-03-01')] },
      dan: {},
    }
    const passing = (measure: string) => whoPasses(`{ event: order_placed, ${measure} }`, people)
    expect(await passing('count: { at_least: 1 }')).toEqual(['ada', 'bob', 'cat'])
    expect(await passing('sum: { of: total, is: 0 }')).toEqual(['bob', 'cat', 'dan'])
    expect(await passing('avg: { of: total, is: 15 }')).toEqual(['ada'])
    expect(await passing('min: { of: total, is: 0 }')).toEqual(['ada', 'bob'])
    expect(await passing('where: { total: 0 }')).toEqual(['ada', 'bob'])
  })

  describe('amounts in other currencies, at 1.10 from 2026-03-01 and 2 from 2026-03-20, for ten days', () => {
    const rates = {
      unit: 'currency',
      maxAgeDays: 10,
      byCurrency: new Map([
        [
          'CHF',
          [
            { date: '2026-03-01', rate: '1.1' },
            { date: '2026-03-20', rate: '2' },
          ],
        ],
      ]),
    } as const
    const people: People = {
      own: { events: [order('2026-03-05', { total: '11.00' })] },
      swiss: {
        events: [order('2026-03-05', { total: '10 CHF' }), order('2026-03-20', { total: '10.00 CHF' })],
      },
      late: { events: [order('2026-03-12T00:00:00Z', { total: '10 CHF' })] },
      // Half a cent goes to the even one: 0.055 is 0.06, 0.165 is 0.16.
      cents: {
        events: [order('2026-03-05', { total: '0.05 CHF' }), order('2026-03-06', { total: '0.15 CHF' })],
      },
      swedish: { events: [order('2026-03-05', { total: '10 SEK' })] },
    }
    test.each([
      ['sum: { of: total, is: 11 }', ['own']],
      ['sum: { of: total, is: 31 }', ['swiss']],
      ['sum: { of: total, is: 0.22 }', ['cents']],
      ['sum: { of: total, is: 0 }', ['late', 'swedish']],
      ['min: { of: total, is: 11 }', ['own', 'swiss']],
      ['max: { of: total, is: 20 }', ['swiss']],
      ['last: { of: total, is: 20 }', ['swiss']],
      ['avg: { of: total, is: 15.5 }', ['swiss']],
      ['where: { total: { between: [11, 20] } }, count: 2', ['swiss']],
      ['where: { total: { exists: false } }', ['late', 'swedish']],
      ['distinct: { of: total, is: 2 }', ['swiss', 'cents']],
      ['share: { where: { total: { at_least: 20 } }, is: 50% }', ['swiss']],
    ])('%s', async (measure, members) => {
      expect(await whoPasses(`{ event: order_placed, ${measure} }`, people, { rates })).toEqual(members)
    })

    test('without rates they are missing, all of them', async () => {
      const when = '{ event: order_placed, where: { total: { exists: false } } }'
      expect(await whoPasses(when, people)).toEqual(['swiss', 'late', 'cents', 'swedish'])
    })
  })

  describe('filters', () => {
    const people: People = {
      ada: { events: [order('2026-03-01', { category: 'shoes', total: 80 })] },
      bob: { events: [order('2026-03-01', { category: 'boots', total: 20 })] },
      cat: { events: [order('2026-01-15', { category: 'hats' })] },
    }
    test.each([
      ['{ category: shoes }', ['ada']],
      ['{ category: { in: [shoes, boots] } }', ['ada', 'bob']],
      ['{ category: { not_in: [shoes, boots] } }', ['cat']],
      ['{ category: SHOES }', []],
      ['{ category: { is: SHOES, ignore_case: true } }', ['ada']],
      ['{ category: { not_in: [SHOES, Boots], ignore_case: true } }', ['cat']],
      ['{ category: { contains: oo }, total: { at_least: 20 } }', ['bob']],
      ['{ total: { exists: false } }', ['cat']],
      ['{ at: { between: ["2026-01-01", "2026-02-01"] } }', ['cat']],
      ['{}', ['ada', 'bob', 'cat']],
    ])('where %s', async (where, members) => {
      expect(await whoPasses(`{ event: order_placed, where: ${where} }`, people)).toEqual(members)
    })
  })

  describe('groups and segments of segments', () => {
    const people: People = {
      ada: { attributes: { region: 'California', age: 30 }, events: [order('2026-03-30')] },
      bob: { attributes: { region: 'California', age: 50 } },
      cat: { attributes: { region: 'Ohio' }, events: [order('2026-03-30')] },
      dan: {},
    }
    test('all, any and none nest', async () => {
      const when =
        '{ all: [{ none: [{ attribute: region, is: Ohio }] }, { any: [{ event: order_placed }, { none: [{ attribute: age, exists: true }] }] }] }'
      expect(await whoPasses(when, people)).toEqual(['ada', 'dan'])
    })

    test('none of a missing value passes', async () => {
      expect(await whoPasses('{ none: [{ attribute: age, at_least: 40 }] }', people)).toEqual([
        'ada',
        'cat',
        'dan',
      ])
    })

    test('a segment is its members, wherever it is defined', async () => {
      const yaml = [
        'id: lapsed\ntitle: L\nwhen: { all: [{ segment: californian }, { none: [{ segment: buyer }] }] }',
        'id: californian\ntitle: C\nwhen: { attribute: region, is: California }',
        'id: buyer\ntitle: B\nwhen: { event: order_placed }',
      ].join('\n---\n')
      expect(await membersOf(yaml, people)).toEqual({
        californian: ['ada', 'bob'],
        buyer: ['ada', 'cat'],
        lapsed: ['bob'],
      })
    })

    test('over nobody, everything is empty', async () => {
      expect(await whoPasses('{ no_event: order_placed }', {})).toEqual([])
    })
  })
}
