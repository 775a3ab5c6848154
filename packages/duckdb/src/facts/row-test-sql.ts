import type { PropertyRef, RowTest } from '@esplanade/core/segments'
import type { Parameter } from '../engine/session.ts'
import { joined, number } from '../engine/sql.ts'

/** What a printed statement is made of: columns for properties, and the values it is run with. */
export interface Printing {
  readonly columnOf: (property: PropertyRef) => string
  /** Adds a value and returns the `$n` that stands for it. Texts never appear in a statement. */
  readonly bind: (value: Parameter) => string
}

/** Prints a row test. Two-valued by construction: every leaf says false where its property is missing. */
export function rowTestSql(test: RowTest, printing: Printing): string {
  switch (test.op) {
    case 'all':
      return joined(
        test.tests.map(part => rowTestSql(part, printing)),
        'and',
        'true',
      )
    case 'any':
      return joined(
        test.tests.map(part => rowTestSql(part, printing)),
        'or',
        'false',
      )
    case 'not':
      return `not (${rowTestSql(test.test, printing)})`
    case 'exists':
      return `${printing.columnOf(test.property)} is not null`
    case 'number':
      return Number.isNaN(test.value)
        ? 'false'
        : twoValued(`${asNumber(test.property, printing)} ${test.is} ${number(test.value)}`)
    case 'number_in':
      return test.values.length === 0
        ? 'false'
        : twoValued(`${asNumber(test.property, printing)} in (${test.values.map(number).join(', ')})`)
    case 'month_day':
      return test.values.length === 0
        ? 'false'
        : twoValued(
            `${monthDay(printing.columnOf(test.property))} in (${test.values.map(number).join(', ')})`,
          )
    case 'text':
      return twoValued(textSql(test, printing))
    default:
      throw new Error(`Unhandled row test: ${JSON.stringify(test satisfies never)}`)
  }
}

/** `100 * month + day` of a column of day numbers. */
const monthDay = (column: string): string =>
  `(100 * month(date '1970-01-01' + ${column}) + day(date '1970-01-01' + ${column}))`

const twoValued = (sql: string): string => `coalesce(${sql}, false)`

/** Numbers as the plan means them: units as is, money in minor units, instants in ms, dates in days. */
function asNumber(property: PropertyRef, { columnOf }: Printing): string {
  const column = columnOf(property)
  switch (property.type) {
    case 'number':
      return `${column}::double`
    case 'boolean':
      return `${column}::integer`
    case 'text':
    case 'texts':
      throw new TypeError(`"${property.name}" is ${property.type} and cannot be compared as a number.`)
    default:
      return column
  }
}

type TextTest = Extract<RowTest, { op: 'text' }>

function textSql(test: TextTest, printing: Printing): string {
  const { property } = test
  if (property.type !== 'text' && property.type !== 'texts') {
    throw new TypeError(`"${property.name}" is ${property.type} and cannot be compared as a text.`)
  }
  const column = printing.columnOf(property)
  const values = test.values.map(value => printing.bind(value.normalize('NFC')))
  const { from, to } = test.exchange ?? { from: '', to: '' }
  const letters = from === '' ? '' : `, ${printing.bind(from)}, ${printing.bind(to)}`
  const compared = (text: string) => (letters === '' ? text : `translate(${text}${letters})`)
  if (property.type === 'text') return compareText(compared(column), test.is, values)
  return `list_bool_or(list_transform(${column}, lambda item: ${compareText(compared('item'), test.is, values)}))`
}

function compareText(text: string, is: TextTest['is'], values: readonly string[]): string {
  if (is === 'in') return values.length === 0 ? 'false' : `${text} in (${values.join(', ')})`
  return `${FUNCTIONS[is]}(${text}, ${values[0]})`
}

const FUNCTIONS = { contains: 'contains', starts_with: 'starts_with', ends_with: 'ends_with' } as const
