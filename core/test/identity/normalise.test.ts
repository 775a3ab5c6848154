import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { normaliseEmail, normalisePhone } from '../../src/identity/index.ts'

describe('e-mail addresses', () => {
  test.each([
    ['Ada@Example.COM', 'ada@example.com'],
    ['  ada@example.com\u00a0', 'ada@example.com'],
    ['ada\u200b@example.com', 'ada@example.com'],
    ['ADA＠example.com', 'ada@example.com'],
    ['jose\u0301@example.com', 'josé@example.com'],
    ['ada+shop@example.com', 'ada+shop@example.com'],
    ['a.d.a@gmail.com', 'a.d.a@gmail.com'],
    ['ada@bücher.example', 'ada@xn--bcher-kva.example'],
    [`${'a'.repeat(64)}@example.com`, `${'a'.repeat(64)}@example.com`],
  ])('%j is %j', (written, known) => {
    expect(normaliseEmail(written)).toBe(known)
  })

  test.each([
    '',
    'ada',
    'ada@',
    '@example.com',
    'ada@example',
    'ada@@example.com',
    'ada lovelace@exa mple',
    'ada@-example.com',
    '.ada@example.com',
    'ada@example.c0m!',
    `${'a'.repeat(65)}@example.com`,
    `ada@${'a'.repeat(250)}.com`,
  ])('%j is none', written => {
    expect(normaliseEmail(written)).toBeUndefined()
  })
})

describe('phone numbers', () => {
  test.each([
    ['+49 30 123456', '+4930123456'],
    ['+1 (415) 555-2671', '+14155552671'],
    ['＋44 20 7946 0958', '+442079460958'],
  ])('%j is %j', (written, known) => {
    expect(normalisePhone(written)).toBe(known)
  })

  test.each(['', '030 123456', '+', 'call me', '+49'])('%j is none: no country is guessed', written => {
    expect(normalisePhone(written)).toBeUndefined()
  })
})

test('an address that is spelled right already is what spelling it anew makes of it', () => {
  const part = fc.constantFrom('a', 'b9', '.', '@', '-', '_', '+', 'x'.repeat(31), 'de', 'C')
  const text = fc.array(part, { maxLength: 9 }).map(parts => parts.join(''))
  fc.assert(
    fc.property(
      fc.oneof(
        text,
        fc.tuple(text, text).map(([local, domain]) => `${local}@${domain}.de`),
      ),
      address => {
        // With a mark that nobody sees it cannot be taken as it is.
        expect(normaliseEmail(address)).toBe(normaliseEmail(`${address}\u00ad`))
      },
    ),
    { numRuns: 1_000 },
  )
})
