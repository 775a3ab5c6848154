import { type LetterCase, letterExchange } from '../lower/letter-case.ts'
import type { TextOperator } from '../plan.ts'
import type { TextColumn } from './column.ts'

/**
 * The answer of a text test for every value of a dictionary, at `code + 1`; place 0 is the missing
 * value, which fails. A test runs once for each distinct text, however many contacts have it.
 */
export function textTable(
  dictionary: TextColumn['dictionary'],
  is: TextOperator,
  values: readonly string[],
  exchange?: LetterCase,
): Uint8Array {
  const compare = textTest(is, values)
  const folded = exchange && letterExchange(exchange)
  const passes = folded ? (text: string) => compare(folded(text)) : compare
  const table = new Uint8Array(dictionary.length + 1)
  for (const [code, entry] of dictionary.entries()) {
    const passed = typeof entry === 'string' ? passes(entry) : entry.some(passes)
    table[code + 1] = passed ? 1 : 0
  }
  return table
}

function textTest(is: TextOperator, values: readonly string[]): (text: string) => boolean {
  const wanted = new Set(values)
  const [value = ''] = values
  switch (is) {
    case 'in':
      return text => wanted.has(text)
    case 'contains':
      return text => text.includes(value)
    case 'starts_with':
      return text => text.startsWith(value)
    case 'ends_with':
      return text => text.endsWith(value)
    default:
      throw new Error(`Unhandled text operator: ${is satisfies never}`)
  }
}
