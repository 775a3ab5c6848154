import { convertValue, type Value } from '@esplanade/core/schema'
import type { RemoteField } from '../connector.ts'
import type { ValueNote } from '../push.ts'

/** A value as the field takes it; without `value` it can't go there, and the note says why. */
export type FitValue = { readonly value: Value | null; readonly note?: Note } | { readonly note: Note }
type Note = Omit<ValueNote, 'field'>

/**
 * Brings one value into a field, always by the same rules:
 *
 * - null and blank text clear the field;
 * - a field of options takes an option, spelled as it spells it, and nothing else;
 * - a field of several takes a list, and a single value as a list of one; elsewhere a list becomes
 *   text, separated by commas;
 * - numbers and booleans become text, numeric text a number, yes and no a boolean, an instant its day
 *   in UTC, a day its midnight in UTC; what cannot be converted is left out;
 * - text loses NUL, which no vendor keeps, and is cut where the field ends, never inside a character.
 */
export function fitValue(value: Value | null, field: RemoteField): FitValue {
  if (value === null) return { value, note: { did: 'cleared', how: 'no value' } }
  if (isBlank(value)) return { value: null, note: { did: 'cleared', how: 'an empty value' } }
  if (field.type === null) return leftOut('not a field that can be filled')
  if (field.options) return fitOptions(value, field.options, field.multiple ?? false)
  if (field.multiple)
    return Array.isArray(value) ? { value } : converted([String(value)], 'one value as a list')
  if (field.type !== 'text') return fitTyped(value, field.type)
  const text = Array.isArray(value) ? value.join(', ') : String(value)
  const clean = text.replaceAll('\0', '').toWellFormed()
  const kept = cut(clean, field.most)
  if (kept.length < clean.length)
    return {
      value: kept,
      note: { did: 'truncated', how: `${lengthOf(kept)} of ${lengthOf(clean)} characters` },
    }
  if (clean !== value)
    return converted(clean, typeof value === 'string' ? 'without NUL' : `a ${wordOf(value)} as text`)
  return { value }
}

function fitTyped(value: Value, type: 'number' | 'boolean' | 'date' | 'instant'): FitValue {
  // The currency is read for money alone.
  const fit = convertValue(value, type, 'XXX')
  if (fit === null || fit === undefined) return leftOut(`a ${wordOf(value)} that is no ${type}`)
  return fit === value ? { value } : converted(fit, `a ${wordOf(value)} as ${type}`)
}

function fitOptions(value: Value, options: readonly string[], multiple: boolean): FitValue {
  const given = Array.isArray(value) ? value.map(String) : [String(value)]
  if (given.length > 1 && !multiple) return leftOut('a list, and the field takes one option')
  const spelled = new Map(options.map(option => [option.toLowerCase(), option]))
  const taken = given.flatMap(one => (options.includes(one) ? [one] : (spelled.get(one.toLowerCase()) ?? [])))
  if (taken.length < given.length)
    return leftOut(`${given.length - taken.length} of ${given.length} not among its options`)
  const fit = multiple ? taken : (taken[0] as string)
  return taken.join('\0') === given.join('\0') ? { value: fit } : converted(fit, 'spelled as the option')
}

function cut(text: string, most: RemoteField['most']): string {
  if (most === undefined) return text
  let left = most.count
  let kept = 0
  for (const character of text) {
    left -= most.unit === 'bytes' ? Buffer.byteLength(character) : 1
    if (left < 0) break
    kept += character.length
  }
  return text.slice(0, kept)
}

const isBlank = (value: Value): boolean =>
  Array.isArray(value) ? value.length === 0 : typeof value === 'string' && value.trim() === ''

const converted = (value: Value, how: string): FitValue => ({ value, note: { did: 'converted', how } })
const leftOut = (how: string): FitValue => ({ note: { did: 'left-out', how } })
const wordOf = (value: Value): string =>
  Array.isArray(value) ? 'list' : typeof value === 'string' ? 'text' : typeof value

/** In whole code points, as `most` counts characters. */
const lengthOf = (text: string): number => Array.from(text).length
