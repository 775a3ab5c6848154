import type { MergeValue } from './member.ts'
import type { FieldProblem } from './problem.ts'

export const MERGE_TYPES = [
  'text',
  'number',
  'address',
  'phone',
  'date',
  'url',
  'imageurl',
  'radio',
  'dropdown',
  'birthday',
  'zip',
] as const
export type MergeType = (typeof MERGE_TYPES)[number]

export const MAX_TAG_LENGTH = 10
/** On most plans, and on the top one. */
export const MAX_MERGE_FIELDS = { standard: 30, premium: 80 } as const
/** Longer texts are cut without a word. Unconfirmed, from memory. */
const MAX_TEXT_BYTES = 255

export interface MergeField {
  readonly mergeId: number
  readonly tag: string
  name: string
  readonly type: MergeType
  required: boolean
  choices: readonly string[]
}

/** Those that every new audience has. */
export const DEFAULT_MERGE_FIELDS = [
  { tag: 'FNAME', type: 'text', name: 'First Name' },
  { tag: 'LNAME', type: 'text', name: 'Last Name' },
  { tag: 'ADDRESS', type: 'address', name: 'Address' },
  { tag: 'PHONE', type: 'phone', name: 'Phone Number' },
] as const

const BIRTHDAY = /^(0[1-9]|1[0-2])\/(0[1-9]|[12]\d|3[01])$/

/** What the vendor stores of a value, or what it says is wrong. `''` clears any field. */
export function readMergeValue(field: MergeField, value: unknown): { value: MergeValue } | FieldProblem {
  if (value === '' || value === null || value === undefined) return { value: '' }
  const wrong = (message: string): FieldProblem => ({ field: field.tag, message })
  if (field.type === 'address') {
    return isAddress(value) ? { value } : wrong('Please enter a complete address')
  }
  if (typeof value === 'object') return wrong('Please enter a value')
  const text = `${value as string | number | boolean}`
  switch (field.type) {
    case 'number': {
      const number = typeof value === 'number' ? value : Number(value)
      return Number.isFinite(number) && value !== true && value !== false
        ? { value: number }
        : wrong('Please enter a number')
    }
    case 'date': {
      const day = /^\d{4}-\d{2}-\d{2}/.exec(text)?.[0]
      return day ? { value: day } : wrong('Please enter the date')
    }
    case 'birthday':
      return BIRTHDAY.test(text) ? { value: text } : wrong('Please enter a month (01-12) and a day (01-31)')
    case 'radio':
    case 'dropdown':
      return field.choices.includes(text) ? { value: text } : wrong('Please choose one of the options')
    case 'url':
    case 'imageurl':
      return URL.canParse(text) ? { value: text } : wrong('Please enter a valid URL')
    case 'text':
    case 'phone':
    case 'zip':
      return { value: cut(text) }
    default:
      throw new Error(`Unhandled merge field type: ${field.type satisfies never}`)
  }
}

function cut(text: string): string {
  let bytes = 0
  let kept = ''
  for (const character of text) {
    bytes += Buffer.byteLength(character)
    if (bytes > MAX_TEXT_BYTES) return kept
    kept += character
  }
  return text
}

function isAddress(value: unknown): value is Readonly<Record<string, string>> {
  if (typeof value !== 'object' || value === null) return false
  return ['addr1', 'city', 'state', 'zip'].every(
    part => typeof (value as Record<string, unknown>)[part] === 'string',
  )
}
