import { type Catalog, convertValue, type Value, type ValueType } from '@esplanade/core/schema'
import { NO_VALUES, type TableChunk } from '@esplanade/core/store'
import type { HubContext } from '../context.ts'
import { CURRENCY, ownAmounts, toldCurrency } from '../ingest/foreign-amounts.ts'
import { byText, type ReadColumn } from './by-text.ts'
import type { CheckedMapping } from './import-file.ts'

/** A row's properties as JSON, or which column is not of its type. */
export type ReadProperties = (row: number) => string | { readonly reason: string }

/** Reads the mapped properties of an event type. One that the catalog does not know is kept as text. */
export function propertiesReader(
  { config }: HubContext,
  mapping: CheckedMapping,
  eventType: string,
): (chunk: TableChunk) => ReadProperties {
  const spec = config.catalog.events.get(eventType)
  const columns = Object.entries(mapping.properties ?? {}).map(([name, column]): PropertyColumn => {
    const type = spec?.properties.get(name) ?? 'text'
    return { name, column, type, convert: (text, currency) => convertValue(text, type, currency) }
  })
  return columns.every(({ name }) => standsForItself(name))
    ? joinedMembers(columns, config.currency)
    : wholeObjects(columns, eventType, config)
}

/** A column that becomes a property of events. */
interface PropertyColumn {
  readonly name: string
  readonly column: string
  readonly type: ValueType
  /** Amounts have the decimals of the currency that they are in. */
  readonly convert: (text: string, currency: string) => Value | null | undefined
}

/** Stands for a value that is not of its type. */
const WRONG = Symbol('wrong')

/**
 * Whether a property keeps its place in an object and says nothing about the others: numbers come first in
 * any object, one name is that of the prototype, and a currency decides what amounts beside it are.
 */
const standsForItself = (name: string): boolean => !/^(?:\d+|__proto__|currency)$/.test(name)

/** Each value is converted and written once, and a row is put together from what was written. */
function joinedMembers(
  columns: readonly PropertyColumn[],
  currency: string,
): (chunk: TableChunk) => ReadProperties {
  const members = columns.map(({ name, column, type, convert }) => {
    const key = JSON.stringify(name)
    const read = byText(text => {
      const value = convert(text, currency)
      if (value === undefined) return WRONG
      return value === null ? '' : `${key}:${JSON.stringify(value)}`
    })
    return { column, read, wrong: { reason: `${column} is no ${type}` } }
  })
  return chunk => {
    const own = members.map(({ column, read, wrong }) => ({ wrong, memberAt: readIn(chunk, column, read) }))
    return row => {
      let text = ''
      for (const { memberAt, wrong } of own) {
        const member = memberAt(row)
        if (member === WRONG) return wrong
        if (member !== null && member !== '') text = text === '' ? member : `${text},${member}`
      }
      return `{${text}}`
    }
  }
}

/** The same for properties that have to be seen together; foreign amounts are set apart. */
function wholeObjects(
  columns: readonly PropertyColumn[],
  eventType: string,
  config: { readonly catalog: Catalog; readonly currency: string },
): (chunk: TableChunk) => ReadProperties {
  const told = columns.find(({ name }) => name === CURRENCY)
  const codes = byText(text => toldCurrency(text, config.currency))
  const values = columns.map(each => ({ ...each, readAs: readersByCurrency(each) }))
  return chunk => {
    const codeAt = told === undefined ? () => null : readIn(chunk, told.column, codes)
    const own = values.map(({ name, column, type, readAs }) => {
      const valueIn = remembered(code => readIn(chunk, column, readAs(code)))
      return { name, column, type, valueIn }
    })
    return row => {
      const code = codeAt(row) ?? config.currency
      const found: Record<string, Value> = {}
      for (const { name, column, type, valueIn } of own) {
        const isMoney = type === 'money'
        const value = valueIn(isMoney ? code : config.currency)(row)
        if (value === WRONG) return { reason: `${column} is no ${isMoney ? `amount of ${code}` : type}` }
        if (value !== null && value !== BLANK) found[name] = value
      }
      return JSON.stringify(ownAmounts(eventType, found, config).properties)
    }
  }
}

const readersByCurrency = ({ convert }: PropertyColumn) =>
  remembered(code =>
    byText(text => {
      const value = convert(text, code)
      return value === undefined ? WRONG : (value ?? BLANK)
    }),
  )

/** Makes one thing for each currency; there are no more of them than codes of three letters. */
function remembered<T>(make: (code: string) => T): (code: string) => T {
  const made = new Map<string, T>()
  return code => {
    const known = made.get(code) ?? make(code)
    made.set(code, known)
    return known
  }
}

/** Stands for a text that says nothing. */
const BLANK = Symbol('blank')

/** A named column of a chunk, read. */
export const readIn = <T>(
  { names, columns }: TableChunk,
  name: string,
  read: ReadColumn<T>,
): ((row: number) => T | null) => read(columns[names.indexOf(name)] ?? NO_VALUES)
