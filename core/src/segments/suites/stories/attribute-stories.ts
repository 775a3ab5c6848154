import { describe, expect, test } from 'vitest'
import { at, type People } from './people.ts'
import type { StoryTeller } from './story-teller.ts'

/** Tests of attributes of every type. */
export function describeAttributeStories({ whoPasses }: StoryTeller): void {
  describe('texts', () => {
    const people: People = {
      ada: { attributes: { region: 'California' } },
      bob: { attributes: { region: 'california' } },
      cat: { attributes: { region: 'New York' } },
      dan: { attributes: { region: '' } },
      eve: {},
    }
    test.each([
      ['is: California', ['ada']],
      ['is_not: California', ['bob', 'cat', 'dan', 'eve']],
      ['in: [California, New York]', ['ada', 'cat']],
      ['not_in: [California, New York]', ['bob', 'dan', 'eve']],
      ['contains: ali', ['ada', 'bob']],
      ['starts_with: C', ['ada']],
      ['ends_with: York', ['cat']],
      ['contains: ""', ['ada', 'bob', 'cat']],
      ['exists: true', ['ada', 'bob', 'cat']],
      // A blank text states nothing.
      ['exists: false', ['dan', 'eve']],
      ['contains: a, starts_with: c', ['bob']],
    ])('region %s', async (operators, members) => {
      expect(await whoPasses(`{ attribute: region, ${operators} }`, people)).toEqual(members)
    })

    test.each([
      ['is: CALIFORNIA', ['ada', 'bob']],
      ['is_not: CALIFORNIA', ['cat', 'dan', 'eve']],
      ['in: [new york, "?"]', ['cat']],
      ['not_in: [new york, california]', ['dan', 'eve']],
      ['contains: CAL', ['ada', 'bob']],
      ['starts_with: c', ['ada', 'bob']],
      ['ends_with: YORK', ['cat']],
    ])('region %s, ignore_case: true', async (operators, members) => {
      expect(await whoPasses(`{ attribute: region, ${operators}, ignore_case: true }`, people)).toEqual(
        members,
      )
    })

    test('letters of every alphabet have a case, one letter for one', async () => {
      const cities = [
        'ΑΘΉΝΑ',
        'Αθήνα',
        'МОСКВА',
        'Orléans',
        'ORLE\u0301ANS',
        'STRASSE',
        'Straße',
        'ISPARTA',
        'ısparta',
      ]
      const written = Object.fromEntries(cities.map(city => [city, { attributes: { city } }]))
      const equal = (text: string) =>
        whoPasses(`{ attribute: city, is: "${text}", ignore_case: true }`, written)
      expect(await equal('αθήνα')).toEqual(['ΑΘΉΝΑ', 'Αθήνα'])
      expect(await equal('Москва')).toEqual(['МОСКВА'])
      expect(await equal('orle\u0301ans')).toEqual(['Orléans', 'ORLE\u0301ANS'])
      expect(await equal('straße')).toEqual(['Straße'])
      expect(await equal('isparta')).toEqual(['ISPARTA'])
    })

    test('accents compare in composed form', async () => {
      const written = { ada: { attributes: { city: 'Orl\u00e9ans' } } }
      expect(await whoPasses('{ attribute: city, is: "Orle\\u0301ans" }', written)).toEqual(['ada'])
    })
  })

  describe('lists of texts', () => {
    const people: People = {
      ada: { attributes: { interests: ['tennis', 'golf'] } },
      bob: { attributes: { interests: ['table tennis'] } },
      cat: { attributes: { interests: [] } },
      dan: {},
    }
    test.each([
      ['is: tennis', ['ada']],
      ['is_not: tennis', ['bob', 'cat', 'dan']],
      ['in: [golf, chess]', ['ada']],
      ['contains: tennis', ['ada', 'bob']],
      ['starts_with: table', ['bob']],
      ['exists: true', ['ada', 'bob', 'cat']],
      ['is: TENNIS, ignore_case: true', ['ada']],
      ['ends_with: TENNIS, ignore_case: true', ['ada', 'bob']],
    ])('interests %s', async (operators, members) => {
      expect(await whoPasses(`{ attribute: interests, ${operators} }`, people)).toEqual(members)
    })
  })

  describe('numbers', () => {
    const people: People = {
      ada: { attributes: { age: 25 } },
      bob: { attributes: { age: 40 } },
      cat: { attributes: { age: 40.5 } },
      dan: { attributes: { age: 0 } },
      eve: {},
    }
    test.each([
      ['is: 25', ['ada']],
      ['is_not: 25', ['bob', 'cat', 'dan', 'eve']],
      ['in: [25, 40.5]', ['ada', 'cat']],
      ['at_least: 40', ['bob', 'cat']],
      ['more_than: 40', ['cat']],
      ['at_most: 25', ['ada', 'dan']],
      ['less_than: 25', ['dan']],
      ['between: [25, 40]', ['ada', 'bob']],
      ['more_than: 25, less_than: 41', ['bob', 'cat']],
      ['exists: true', ['ada', 'bob', 'cat', 'dan']],
    ])('age %s', async (operators, members) => {
      expect(await whoPasses(`{ attribute: age, ${operators} }`, people)).toEqual(members)
    })
  })

  describe('amounts', () => {
    const people: People = {
      ada: { attributes: { balance: '49.99' } },
      bob: { attributes: { balance: 50 } },
      cat: { attributes: { balance: '-0.1' } },
      dan: {},
    }
    test.each([
      ['is: 49.99', ['ada']],
      ['is: "50.00"', ['bob']],
      ['more_than: 49.99', ['bob']],
      ['at_least: 49.99', ['ada', 'bob']],
      ['less_than: 0', ['cat']],
      // More decimals than the currency has lie between two amounts.
      ['more_than: 49.985, less_than: 49.995', ['ada']],
    ])('balance %s', async (operators, members) => {
      expect(await whoPasses(`{ attribute: balance, ${operators} }`, people)).toEqual(members)
    })

    test('count in the currency they are in: yen have no decimals', async () => {
      const yen = { ada: { attributes: { balance: 50 } }, bob: { attributes: { balance: 49 } } }
      expect(await whoPasses('{ attribute: balance, more_than: 49.5 }', yen, { currency: 'JPY' })).toEqual([
        'ada',
      ])
    })
  })

  test('true, false and unknown', async () => {
    const people = {
      ada: { attributes: { loyalty_member: true } },
      bob: { attributes: { loyalty_member: false } },
      cat: {},
    }
    expect(await whoPasses('{ attribute: loyalty_member, is: true }', people)).toEqual(['ada'])
    expect(await whoPasses('{ attribute: loyalty_member, is: false }', people)).toEqual(['bob'])
    expect(await whoPasses('{ attribute: loyalty_member, is_not: true }', people)).toEqual(['bob', 'cat'])
  })

  describe('moments', () => {
    const people: People = {
      // As of 2026-04-01T12:00:00Z: exactly 30 days ago, a millisecond less, now, ahead, never.
      ada: { attributes: { signed_up_at: '2026-03-02T12:00:00.000Z' } },
      bob: { attributes: { signed_up_at: '2026-03-02T12:00:00.001Z' } },
      cat: { attributes: { signed_up_at: '2026-04-01T12:00:00Z' } },
      dan: { attributes: { signed_up_at: '2026-04-02T00:00:00Z' } },
      eve: {},
    }
    test.each([
      ['within: 30d', ['bob', 'cat']],
      ['older_than: 30d', ['ada']],
      ['at_least: 2026-04-01', ['cat', 'dan']],
      ['between: ["2026-03-02", "2026-04-01T14:00:00+02:00"]', ['ada', 'bob', 'cat']],
      ['exists: false', ['eve']],
    ])('signed_up_at %s', async (operators, members) => {
      expect(await whoPasses(`{ attribute: signed_up_at, ${operators} }`, people)).toEqual(members)
    })
  })

  describe('days', () => {
    const people: People = {
      ada: { attributes: { renews_on: '2026-03-02' } },
      bob: { attributes: { renews_on: '2026-03-03' } },
      cat: { attributes: { renews_on: '2026-04-01' } },
      dan: { attributes: { renews_on: '2026-04-02' } },
    }
    test.each([
      ['is: 2026-03-03', ['bob']],
      ['in: [2026-03-02, 2026-04-02]', ['ada', 'dan']],
      ['at_most: 2026-03-03', ['ada', 'bob']],
      // A day counts from its midnight UTC: seen from noon, that of the day thirty days back is too long ago.
      ['within: 30d', ['bob', 'cat']],
      ['older_than: 30d', ['ada']],
    ])('renews_on %s', async (operators, members) => {
      expect(await whoPasses(`{ attribute: renews_on, ${operators} }`, people)).toEqual(members)
    })

    test('at midnight sharp, the day thirty days back is just outside', async () => {
      const asOf = at('2026-04-01T00:00:00Z')
      expect(await whoPasses('{ attribute: renews_on, within: 30d }', people, { asOf })).toEqual([
        'bob',
        'cat',
      ])
      expect(await whoPasses('{ attribute: renews_on, older_than: 30d }', people, { asOf })).toEqual(['ada'])
    })
  })
}
