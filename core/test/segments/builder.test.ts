import { expect, test } from 'vitest'
import {
  all,
  any,
  attribute,
  canonicalJson,
  DefinitionError,
  event,
  inSegment,
  noEvent,
  none,
  segment,
} from '../../src/segments/index.ts'
import { parsed } from './people.ts'

test('the builder and YAML give the very same JSON', () => {
  const built = segment(
    'vip',
    'VIP customers',
    all(
      attribute('region').is('California'),
      attribute('company').startsWith('acme', { ignore_case: true }),
      attribute('age').between(25, 40),
      attribute('city').notIn('Fresno', 'Napa'),
      attribute('country').in(['us', 'ca'], { ignore_case: true }),
      event('order_placed')
        .within('30d')
        .where({ category: { in: ['shoes', 'boots'] } })
        .count()
        .atLeast(3),
      event('order_placed').sum('total').moreThan(50),
      event('email_opened', 'email_clicked').last('at').olderThan('60d'),
      any(event('page_viewed').within('7d'), noEvent('email_opened', 'email_clicked').within('60d')),
      none(inSegment('other'), attribute('company').exists()),
    ),
    { description: 'Who buys often.' },
  )
  const [written] = parsed(`
id: vip
title: VIP customers
description: Who buys often.
when:
  all:
    - { attribute: region, is: California }
    - { attribute: company, starts_with: acme, ignore_case: true }
    - { attribute: age, between: [25, 40] }
    - { attribute: city, not_in: [Fresno, Napa] }
    - { attribute: country, in: [us, ca], ignore_case: true }
    - event: order_placed
      within: 30d
      where: { category: { in: [shoes, boots] } }
      count: { at_least: 3 }
    - { event: order_placed, sum: { of: total, more_than: 50 } }
    - { event: [email_opened, email_clicked], last: { of: at, older_than: 60d } }
    - any:
        - { event: page_viewed, within: 7d }
        - { no_event: [email_opened, email_clicked], within: 60d }
    - none: [{ segment: other }, { attribute: company, exists: true }]
`)
  expect(written && canonicalJson(built)).toBe(written && canonicalJson(written))
})

test('a builder can be continued twice without the two meeting', () => {
  const orders = event('order_placed')
  orders.within('7d')
  expect(segment('x', 'X', orders).when).toEqual({ event: 'order_placed' })
})

test('all problems are thrown at once', () => {
  expect(() => segment('X!', '', all())).toThrow(DefinitionError)
  expect(() => segment('X!', '', all())).toThrow(/id: .*\n.*title: .*\n.*when\.all: expected at least one/)
})
