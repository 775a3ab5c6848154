import { type ErrorSource, invalid } from './json-api.ts'

export interface Condition {
  readonly operator: string
  readonly field: string
  /** Times as milliseconds, numbers as numbers, everything else as text. */
  readonly values: readonly (string | number)[]
}

/** What an operation filters by: `x-klaviyo-filters` of the vendor's description. */
export type FilterFields = Readonly<Record<string, FilterField>>

interface FilterField {
  /** Operators that take one value, and those that take a list. */
  readonly single?: readonly string[]
  readonly list?: readonly string[]
  readonly type?: 'date-time' | 'number'
}

const SOURCE: ErrorSource = { parameter: 'filter' }

/**
 * Reads `equals(email,"ada@example.com"),less-than(updated,2026-01-01T00:00:00Z)`: a comma is an "and".
 * Whatever the operation does not allow is a 400, as at the vendor.
 */
export function parseFilter(text: string | null, fields: FilterFields): Condition[] {
  if (text === null || text === '') return []
  const reader = createReader(text)
  const conditions: Condition[] = []
  do {
    const operator = reader.take(/[a-z-]+/y, 'an operator')
    reader.take(/\(/y, '"("')
    const field = reader.take(/[\w.$]+/y, 'a field')
    reader.take(/,/y, '","')
    const { list, raw } = readValue(reader)
    reader.take(/\)/y, '")"')
    conditions.push({ operator, field, values: check(operator, field, list, raw, fields) })
  } while (reader.skip(/,/y))
  if (!reader.ended()) throw invalid(`Unexpected text in the filter after position ${reader.at()}.`, SOURCE)
  return conditions
}

/** Whether one value of a row meets a condition; a missing value meets none. */
export function meets(condition: Condition, actual: string | number | null): boolean {
  if (actual === null) return false
  const [value] = condition.values
  switch (condition.operator) {
    case 'equals':
    case 'any':
      return condition.values.includes(actual)
    case 'greater-than':
      return value !== undefined && actual > value
    case 'greater-or-equal':
      return value !== undefined && actual >= value
    case 'less-than':
      return value !== undefined && actual < value
    case 'less-or-equal':
      return value !== undefined && actual <= value
    default:
      throw new Error(`The operator ${condition.operator} passed the check and has no meaning.`)
  }
}

function check(
  operator: string,
  field: string,
  list: boolean,
  raw: readonly string[],
  fields: FilterFields,
): (string | number)[] {
  const allowed = fields[field]
  if (!allowed) throw invalid(`'${field}' is not a filterable field for this resource.`, SOURCE)
  const operators = (list ? allowed.list : allowed.single) ?? []
  if (!operators.includes(operator)) {
    const what = list ? 'a list' : 'a single value'
    throw invalid(`'${operator}' with ${what} is not an operator of '${field}'.`, SOURCE)
  }
  return raw.map(value => convert(value, field, allowed.type))
}

function convert(value: string, field: string, type: FilterField['type']): string | number {
  if (type === undefined) return value
  const number = type === 'number' ? Number(value) : Date.parse(value)
  if (Number.isNaN(number)) throw invalid(`'${value}' is not a valid ${type} for '${field}'.`, SOURCE)
  return number
}

function readValue(reader: Reader): { list: boolean; raw: string[] } {
  if (!reader.skip(/\[/y)) return { list: false, raw: [readScalar(reader)] }
  const raw: string[] = []
  while (!reader.skip(/\]/y)) {
    raw.push(readScalar(reader))
    reader.skip(/,\s*/y)
  }
  return { list: true, raw }
}

function readScalar(reader: Reader): string {
  const text = reader.take(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^,()[\]"']+/y, 'a value')
  return /^["']/.test(text) ? text.slice(1, -1).replace(/\\(.)/g, '$1') : text
}

interface Reader {
  take(pattern: RegExp, expected: string): string
  skip(pattern: RegExp): boolean
  ended(): boolean
  at(): number
}

function createReader(text: string): Reader {
  let at = 0
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at
    const found = pattern.exec(text)?.[0]
    if (found !== undefined) at += found.length
    return found
  }
  return {
    take: (pattern, expected) => {
      const found = match(pattern)
      if (found === undefined) throw invalid(`Expected ${expected} at position ${at} of the filter.`, SOURCE)
      return found
    },
    skip: pattern => match(pattern) !== undefined,
    ended: () => at === text.length,
    at: () => at,
  }
}
