import { expect } from 'vitest'
import type { RowTest } from '../../segments/plan.ts'
import { counts } from './scanning.ts'
import { type FreshStore, storeTest } from './store-test.ts'
import { DAY, MOBILE, PAGE, SECONDS, TAGS, TIME, UNTIL, VALUE, visited } from './visits.ts'

export function describeRowTests(fresh: () => Promise<FreshStore>): void {
  const tests: readonly [string, RowTest, readonly number[]][] = [
    ['all of nothing', { op: 'all', tests: [] }, [3, 1]],
    ['any of nothing', { op: 'any', tests: [] }, [0, 0]],
    ['exists', { op: 'exists', property: DAY }, [2, 0]],
    ['not exists', { op: 'not', test: { op: 'exists', property: DAY } }, [1, 1]],
    ['equal number', { op: 'number', property: SECONDS, is: '=', value: 0.2 }, [1, 0]],
    ['less', { op: 'number', property: SECONDS, is: '<', value: 0.2 }, [1, 1]],
    ['at most', { op: 'number', property: SECONDS, is: '<=', value: 0.2 }, [2, 1]],
    ['greater money', { op: 'number', property: VALUE, is: '>', value: 525 }, [1, 0]],
    ['at least money', { op: 'number', property: VALUE, is: '>=', value: 525 }, [2, 0]],
    ['no number at all', { op: 'number', property: VALUE, is: '>=', value: Number.NaN }, [0, 0]],
    ['any number', { op: 'number', property: VALUE, is: '<', value: Number.POSITIVE_INFINITY }, [2, 1]],
    ['boolean as 0', { op: 'number', property: MOBILE, is: '=', value: 0 }, [1, 0]],
    ['day', { op: 'number', property: DAY, is: '<', value: 0 }, [1, 0]],
    ['number in', { op: 'number_in', property: SECONDS, values: [-3, 0.2, 7] }, [1, 1]],
    ['money in', { op: 'number_in', property: VALUE, values: [1, 525] }, [1, 1]],
    ['number in nothing', { op: 'number_in', property: SECONDS, values: [] }, [0, 0]],
    ['not a number in', { op: 'not', test: { op: 'number_in', property: SECONDS, values: [0.1] } }, [2, 1]],
    ['own time in', { op: 'number_in', property: TIME, values: [200, 300] }, [2, 1]],
    ['month and day', { op: 'month_day', property: DAY, values: [103, 229] }, [1, 0]],
    ['month and day before 1970', { op: 'month_day', property: DAY, values: [1231] }, [1, 0]],
    [
      'not of a missing month and day',
      { op: 'not', test: { op: 'month_day', property: DAY, values: [103] } },
      [2, 1],
    ],
    ['own time', { op: 'number', property: TIME, is: '>=', value: 200 }, [2, 1]],
    ['text in', { op: 'text', property: PAGE, is: 'in', values: ['/a', '/c', '/z'] }, [1, 1]],
    ['text in nothing', { op: 'text', property: PAGE, is: 'in', values: [] }, [0, 0]],
    ['contains', { op: 'text', property: PAGE, is: 'contains', values: ['/'] }, [2, 1]],
    ['starts with, case matters', { op: 'text', property: PAGE, is: 'starts_with', values: ['/A'] }, [0, 0]],
    [
      'starts with, in any case',
      {
        op: 'text',
        property: PAGE,
        is: 'starts_with',
        values: ['/a'],
        exchange: { from: 'A', to: 'a' },
      },
      [1, 0],
    ],
    ['ends with', { op: 'text', property: PAGE, is: 'ends_with', values: ['b'] }, [1, 0]],
    [
      'not of a missing text',
      { op: 'not', test: { op: 'text', property: PAGE, is: 'in', values: ['/a'] } },
      [2, 1],
    ],
    [
      'not of a missing number',
      { op: 'not', test: { op: 'number', property: SECONDS, is: '<', value: 0 } },
      [3, 0],
    ],
    ['list in', { op: 'text', property: TAGS, is: 'in', values: ['sale', 'old'] }, [1, 1]],
    ['list contains', { op: 'text', property: TAGS, is: 'contains', values: ['e'] }, [1, 0]],
    [
      'not of an empty list',
      { op: 'not', test: { op: 'text', property: TAGS, is: 'in', values: ['new'] } },
      [2, 1],
    ],
    [
      'all of some',
      {
        op: 'all',
        tests: [
          { op: 'exists', property: PAGE },
          { op: 'number', property: TIME, is: '>', value: 100 },
        ],
      },
      [1, 1],
    ],
    [
      'any of some',
      {
        op: 'any',
        tests: [
          { op: 'exists', property: UNTIL },
          { op: 'number', property: TIME, is: '>', value: 200 },
        ],
      },
      [2, 0],
    ],
  ]
  storeTest(fresh, 'every row test, two-valued where a property is missing', async store => {
    await visited(store)
    for (const [title, where, [one, two]] of tests) {
      const answers = await counts(store.facts, 'visited', where)
      expect(answers, title).toEqual(
        new Map([
          [1, one],
          [2, two],
        ]),
      )
    }
  })
}
