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

/** Width in characters as a terminal shows them; colours take none. */
export function widthOf(text: string): number {
  return [...stripVTControlCharacters(text)].length
}
