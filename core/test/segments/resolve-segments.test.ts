import { describe, expect, test } from 'vitest'
import { formatProblem, parseSegments, resolveSegments } from '../../src/segments/index.ts'
import { CATALOG, parsed } from './people.ts'

/** Reasons against a condition, with their paths. */
function problemsOf(when: string): string[] {
  const result = resolveSegments(parsed(`id: x\ntitle: X\nwhen: ${when}`), CATALOG)
  return result.ok ? [] : result.problems.map(({ path, reason }) => `${path}: ${reason}`)
}

const segmentOn = (id: string, other: string) =>
  `id: ${id}\ntitle: T\nwhen: { none: [{ segment: ${other} }] }\n---\n`

describe('names', () => {
  test.each([
    [
      '{ attribute: Region, is: CA }',
      'when.attribute: no attribute is called "Region". Did you mean "region"?',
    ],
    ['{ attribute: zzz, is: CA }', 'when.attribute: no attribute is called "zzz".'],
    ['{ event: order_place }', 'when.event: no event is called "order_place". Did you mean "order_placed"?'],
    [
      '{ no_event: [email_opened, email_clickd] }',
      'when.no_event[1]: no event is called "email_clickd". Did you mean "email_clicked"?',
    ],
    [
      '{ event: order_placed, where: { catgory: shoes } }',
      'when.where.catgory: order_placed has no property "catgory". Did you mean "category"?',
    ],
    [
      '{ event: order_placed, sum: { of: totl, is: 1 } }',
      'when.sum.of: order_placed has no property "totl". Did you mean "total"?',
    ],
    [
      '{ event: [order_placed, email_opened], where: { total: 1 } }',
      'when.where.total: email_opened has no property "total".',
    ],
    ['{ segment: y }', 'when.segment: no segment has the id "y". Did you mean "x"?'],
  ])('%s', (when, problem) => {
    expect(problemsOf(when)).toEqual([problem])
  })

  test('every problem of every segment is told, with its line', () => {
    const file = parseSegments(
      'id: a\ntitle: A\nwhen:\n  attribute: regin\n  is: 5\n---\nid: b\ntitle: B\nwhen:\n  all:\n    - segment: c\n    - event: zzz\n',
      'f.yaml',
    )
    if (!file.ok) throw new Error('expected it to parse')
    const result = resolveSegments(file.definitions, CATALOG, file.locate)
    expect(!result.ok && result.problems.map(formatProblem)).toEqual([
      'f.yaml:4 · a · when.attribute: no attribute is called "regin". Did you mean "region"?',
      'f.yaml:11 · b · when.all[0].segment: no segment has the id "c". Did you mean "a"?',
      'f.yaml:12 · b · when.all[1].event: no event is called "zzz".',
    ])
  })
})

describe('types', () => {
  test.each([
    ['{ attribute: region, at_least: 5 }', '"at_least" does not go with a text'],
    ['{ attribute: postal_code, is: 90210 }', 'expected a text; write it in quotes: "90210"'],
    ['{ attribute: age, is: 3, ignore_case: true }', 'when.ignore_case: compares letters of texts'],
    ['{ attribute: region, exists: true, ignore_case: true }', 'write it beside one of is, is_not'],
    ['{ attribute: region, in: [Ohio, " "] }', 'no text is blank'],
    ['{ attribute: age, contains: "1" }', '"contains" does not go with a number'],
    ['{ attribute: age, is: "30" }', 'expected a number'],
    ['{ attribute: age, is: 0.0000001 }', 'at most six decimals'],
    ['{ attribute: loyalty_member, is: yes }', 'expected true or false, not "yes"'],
    ['{ attribute: balance, more_than: 1e-7 }', 'expected an amount such as 50 or 49.99'],
    ['{ attribute: balance, more_than: $50 }', 'expected an amount such as 50 or 49.99'],
    ['{ attribute: birthday, is: 2026-02-29 }', 'expected a day such as'],
    ['{ attribute: birthday, is: "2026-02-28T00:00:00Z" }', 'expected a day such as'],
    ['{ attribute: signed_up_at, is: 2026-01-01 }', '"is" does not go with a moment'],
    ['{ attribute: signed_up_at, at_least: yesterday }', 'expected a moment such as'],
    ['{ attribute: region, within: 30d }', '"within" does not go with a text'],
    ['{ event: order_placed, count: { contains: a } }', '"contains" does not go with a number'],
    [
      '{ event: order_placed, sum: { of: category, is: a } }',
      '"sum" needs number or money, and "category" is text',
    ],
    [
      '{ event: order_placed, max: { of: category, is: a } }',
      '"max" needs number or money or instant or date',
    ],
  ])('%s', (when, problem) => {
    expect(problemsOf(when).join('\n')).toContain(problem)
  })
})

describe('impossible windows and ranges', () => {
  test.each([
    ['{ attribute: age, between: [40, 25] }', 'nothing lies between 40 and 25'],
    ['{ attribute: signed_up_at, within: 30d, older_than: 30d }', 'impossible window'],
    ['{ event: order_placed, within: 30d, last: { of: at, older_than: 60d } }', 'impossible window'],
  ])('%s', (when, problem) => {
    expect(problemsOf(when).join('\n')).toContain(problem)
  })

  test.each([
    '{ attribute: age, between: [25, 25] }',
    '{ attribute: signed_up_at, within: 31d, older_than: 30d }',
    '{ event: order_placed, within: 61d, last: { of: at, older_than: 60d } }',
  ])('%s can pass', when => {
    expect(problemsOf(when)).toEqual([])
  })
})

describe('references', () => {
  test('segments come after those that they refer to', () => {
    const yaml = `${segmentOn('a', 'b')}${segmentOn('b', 'c')}id: c\ntitle: C\nwhen: { event: order_placed }`
    const result = resolveSegments(parsed(yaml), CATALOG)
    expect(result.ok && result.value.map(({ id }) => id)).toEqual(['c', 'b', 'a'])
  })

  test('a circle is told in order, once', () => {
    const yaml = segmentOn('a', 'b') + segmentOn('b', 'c') + segmentOn('c', 'a') + segmentOn('d', 'a')
    const result = resolveSegments(parsed(yaml), CATALOG)
    expect(!result.ok && result.problems.map(({ reason }) => reason)).toEqual([
      'refers to itself in a circle: a → b → c → a. Break one of the links.',
    ])
  })

  test('a row of segments is as long as the limit and no longer', () => {
    const row = (length: number) => {
      const [last] = parsed('id: s0\ntitle: S\nwhen: { event: order_placed }')
      if (!last) throw new Error('expected a definition')
      const others = Array.from({ length: length - 1 }, (_, no) => ({
        ...last,
        id: `s${no + 1}` as typeof last.id,
        when: { segment: `s${no}` },
      }))
      return resolveSegments([last, ...others].toReversed(), CATALOG)
    }
    expect(row(1_000).ok).toBe(true)
    const longer = row(20_000)
    expect(!longer.ok && longer.problems[0]?.reason).toContain('more than 1000 segments')
  })

  test('a segment of itself is a circle', () => {
    const result = resolveSegments(parsed(segmentOn('a', 'a')), CATALOG)
    expect(!result.ok && result.problems[0]?.reason).toContain('a → a')
  })

  test('an id defined twice is refused here too', () => {
    const [definition] = parsed('id: a\ntitle: A\nwhen: { event: order_placed }')
    if (!definition) throw new Error('expected a definition')
    expect(resolveSegments([definition, definition], CATALOG).ok).toBe(false)
  })
})
