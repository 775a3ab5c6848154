import type { ValueType } from '../../schema/index.ts'
import { days, parseInstant } from '../../schema/index.ts'
import { quoted } from '../../schema/nearest-name.ts'
import type { Scalar } from '../definition/value-test.ts'
import type { Operand } from './resolved.ts'

/** Reads a value of a definition as `type`, or says what was expected instead. */
export function readOperand(value: Scalar, type: ValueType): Operand | string {
  switch (type) {
    case 'text':
      if (typeof value === 'string' && value.trim() === '') return BLANK
      return text(value)
    case 'texts':
      return text(value)
    case 'boolean':
      return typeof value === 'boolean'
        ? number(Number(value))
        : `expected true or false, not ${shown(value)}`
    case 'number':
      return typeof value === 'number' && DECIMAL.test(String(value))
        ? number(value)
        : `expected a number with at most six decimals, not ${shown(value)}`
    case 'money':
      return typeof value !== 'boolean' && DECIMAL.test(String(value))
        ? { kind: 'amount', decimal: String(value) }
        : `expected an amount such as 50 or 49.99, not ${shown(value)}`
    case 'instant':
      return readMoment(value) ?? `expected a moment such as 2026-01-31T09:00:00Z, not ${shown(value)}`
    case 'date':
      return readDay(value) ?? `expected a day such as 2026-01-31, not ${shown(value)}`
    default:
      throw new Error(`Unhandled type: ${type satisfies never}`)
  }
}

// What the store holds: six decimals, and no exponent.
const DECIMAL = /^-?\d{1,10}(?:\.\d{1,6})?$/

function readMoment(value: Scalar): Operand | undefined {
  const at = typeof value === 'string' ? parseInstant(value) : undefined
  if (at === undefined) return undefined
  // What states no offset is what the clock on the hub's wall shows, as a marketer means it.
  return OFFSET.test(String(value)) ? number(at) : { kind: 'wall', wall: at }
}

const OFFSET = /T.*(?:Z|[+-]\d{2}:?\d{2})$| .*(?:Z|[+-]\d{2}:?\d{2})$/

function readDay(value: Scalar): Operand | undefined {
  const at = typeof value === 'string' && value.length === 10 ? parseInstant(value) : undefined
  return at === undefined ? undefined : number(at / days(1))
}

const BLANK = 'no text is blank: a source that gives one states nothing. Test "exists: false"'

function text(value: Scalar): Operand | string {
  if (typeof value !== 'string') return `expected a text; write it in quotes: "${value}"`
  return { kind: 'text', text: value.normalize('NFC') }
}

const number = (value: number): Operand => ({ kind: 'number', value })
const shown = (value: Scalar): string => (typeof value === 'string' ? quoted(value) : String(value))
