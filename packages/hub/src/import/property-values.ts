import { convertValue, type Value, type ValueType } from '@esplanade/core/schema'
import type { HubContext } from '../context.ts'
import type { CheckedMapping } from './import-file.ts'

/** A column of a chunk that becomes a property of its events. */
export interface PropertyColumn {
  readonly name: string
  readonly column: string
  readonly type: ValueType
  readonly values: readonly (string | null)[]
  readonly convert: (text: string) => Value | null | undefined
}

/** The mapped properties of an event type. One that the catalog does not know is kept as text. */
export function propertyColumns(
  { config }: HubContext,
  mapping: CheckedMapping,
  eventType: string,
  column: (name: string) => readonly (string | null)[],
): PropertyColumn[] {
  const spec = config.catalog.events.get(eventType)
  return Object.entries(mapping.properties ?? {}).map(([name, from]) => {
    const type = spec?.properties.get(name) ?? 'text'
    return {
      name,
      column: from,
      type,
      values: column(from),
      convert: memoised(text => convertValue(text, type, config.currency)),
    }
  })
}

/** A row's properties as JSON, foreign amounts set apart by `own`, or which column is not of its type. */
export function propertiesOf(
  columns: readonly PropertyColumn[],
  row: number,
  own: (properties: Readonly<Record<string, Value>>) => Readonly<Record<string, Value>>,
): { text: string } | { wrong: string } {
  const found: Record<string, Value> = {}
  for (const { name, column, type, values, convert } of columns) {
    const text = values[row]
    if (text == null) continue
    const value = convert(text)
    if (value === undefined) return { wrong: `${column} is no ${type}` }
    if (value !== null) found[name] = value
  }
  return { text: JSON.stringify(own(found)) }
}

/** A file's column repeats its values; each is converted once a chunk, up to a bound. */
const MAX_REMEMBERED = 20_000

/** `convert`, remembering the texts it has seen. */
export function memoised<T>(convert: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>()
  return text => {
    const before = known.get(text)
    if (before !== undefined || known.has(text)) return before as T
    const value = convert(text)
    if (known.size < MAX_REMEMBERED) known.set(text, value)
    return value
  }
}
