import { expect, test } from 'vitest'
import { folded, letterCase, letterExchange } from '../../src/segments/lower/letter-case.ts'

const LAST_POINT = 0x10_ff_ff
const isHalf = (point: number) => point >= 0xd8_00 && point <= 0xdf_ff

test('two letters are one exactly where the simple case folding of Unicode says so', () => {
  const isCased = (letter: string) =>
    letter.toUpperCase() !== letter || letter.toLowerCase() !== letter || folded(letter) !== letter
  const letters = Array.from({ length: LAST_POINT + 1 }, (_, point) => point)
    .filter(point => !isHalf(point))
    .map(point => String.fromCodePoint(point))
    .filter(isCased)
  const pattern = (letter: string) => new RegExp(`^\\u{${letter.codePointAt(0)?.toString(16)}}$`, 'iu')
  const wrong = letters.filter(letter => {
    const cased = [letter.toUpperCase(), letter.toLowerCase(), folded(letter)]
    return cased.some(
      other =>
        Array.from(other).length === 1 && pattern(letter).test(other) !== (folded(other) === folded(letter)),
    )
  })
  expect(wrong).toEqual([])
})

test('only letters of the texts are exchanged, each for one', () => {
  expect(letterCase(['Ab1'])).toEqual({ from: 'AB', to: 'ab' })
  expect(letterCase(['12-34', '\u65e5\u672c'])).toEqual({ from: '', to: '' })
  expect(letterExchange(letterCase(['a']))('ABC \u{1f45f} Ab')).toBe('aBC \u{1f45f} ab')
  // The long s and the sign of kelvin are cases of s and k.
  expect(letterExchange(letterCase(['SK']))('\u017fK\u212a')).toBe('skk')
})
