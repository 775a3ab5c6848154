import { stripVTControlCharacters, styleText } from 'node:util'
import type { Output } from '../world.ts'

/** Colours a text for the eye, or leaves it alone where nobody would see it. */
export type Paint = (style: PaintStyle, text: string) => string
type PaintStyle = 'bold' | 'dim' | 'green' | 'yellow' | 'red' | 'cyan'

/** Colour only on a terminal, and never against `NO_COLOR` (https://no-color.org). */
export function paintFor(output: Output, environment: Readonly<Record<string, string | undefined>>): Paint {
  const coloured = output.terminal && !environment.NO_COLOR && environment.TERM !== 'dumb'
  return coloured
    ? (style, text) => styleText(style, text, { validateStream: false })
    : (_style, text) => text
}

/** Text from outside (names, vendors' words) without anything that steers a terminal, on one line. */
export function plainText(text: string): string {
  return stripVTControlCharacters(text).replaceAll(/\p{Cc}+/gu, ' ')
}

const CHARACTERS = new Intl.Segmenter('en', { granularity: 'grapheme' })
/** Characters that a terminal gives two columns. */
const WIDE =
  /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Emoji_Presentation}\uff01-\uff60]/u

/** Width in columns of a terminal; colours take none. */
export function widthOf(text: string): number {
  return charactersOf(stripVTControlCharacters(text)).reduce((sum, { columns }) => sum + columns, 0)
}

/** The beginning of a text that fits, with a mark where something is missing; colours are lost then. */
export function clip(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text
  let left = columns - 1
  const fitting = charactersOf(plainText(text)).filter(each => {
    left -= each.columns
    return left >= 0
  })
  return `${fitting.map(({ character }) => character).join('')}…`
}

function charactersOf(text: string): { character: string; columns: number }[] {
  return Array.from(CHARACTERS.segment(text), ({ segment }) => ({
    character: segment,
    columns: WIDE.test(segment) ? 2 : 1,
  }))
}
