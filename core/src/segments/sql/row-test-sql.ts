import type { Predicate } from '../lower/segment-plan.ts'
import type { RowTest } from '../plan.ts'
import type { SqlDialect } from './dialect.ts'
import type { EventTable, Printing } from './tables.ts'
import { joined } from './words.ts'

/** Prints a row test. Two-valued by construction: every leaf says false where its property is missing. */
export function rowTestSql(test: RowTest, table: EventTable, printing: Printing): string {
  const parts = (tests: readonly RowTest[]) => tests.map(part => rowTestSql(part, table, printing))
  const { dialect } = printing
  switch (test.op) {
    case 'all':
      return joined(parts(test.tests), 'and', 'true')
    case 'any':
      return joined(parts(test.tests), 'or', 'false')
    case 'not':
      return `not (${rowTestSql(test.test, table, printing)})`
    case 'exists':
      return `${table.columnOf(test.property)} is not null`
    case 'number':
    case 'number_in': {
      const { name, type } = test.property
      if (type === 'text' || type === 'texts') {
        throw new TypeError(`"${name}" is ${type} and cannot be compared as a number.`)
      }
      return dialect.isTrue(
        numberTestSql(test, dialect.comparable(table.columnOf(test.property), type), dialect),
      )
    }
    case 'month_day':
      return dialect.isTrue(numberTestSql(test, table.columnOf(test.property), dialect))
    case 'text': {
      const { name, type } = test.property
      if (type !== 'text' && type !== 'texts') {
        throw new TypeError(`"${name}" is ${type} and cannot be compared as a text.`)
      }
      return dialect.isTrue(textTestSql(test, table.columnOf(test.property), type, printing))
    }
    default:
      throw new Error(`Unhandled row test: ${JSON.stringify(test satisfies never)}`)
  }
}

type NumberTest = Extract<Predicate, { op: 'number' | 'number_in' | 'month_day' }>

/** A test of a number; null or false where there is none. */
export function numberTestSql(
  test: DistributiveOmit<NumberTest, 'slot'>,
  value: string,
  dialect: SqlDialect,
): string {
  if (test.op === 'number') {
    return Number.isNaN(test.value) ? 'false' : `${value} ${test.is} ${dialect.number(test.value)}`
  }
  if (test.values.length === 0) return 'false'
  const compared = test.op === 'month_day' ? dialect.monthDay(value) : value
  return `${compared} in (${test.values.map(value => dialect.number(value)).join(', ')})`
}

type DistributiveOmit<Union, Key extends PropertyKey> = Union extends unknown ? Omit<Union, Key> : never

/** A test of a text or a list of them; null or false where there is none. */
export function textTestSql(
  { is, values, exchange }: Pick<Extract<RowTest, { op: 'text' }>, 'is' | 'values' | 'exchange'>,
  column: string,
  type: 'text' | 'texts',
  { dialect, bind }: Printing,
): string {
  if (values.length === 0) return 'false'
  const bound = values.map(value => bind(value.normalize('NFC')))
  const letters = exchange && ([bind(exchange.from), bind(exchange.to)] as const)
  const compared = (text: string) => (letters ? dialect.exchange(text, ...letters) : text)
  if (type === 'text') return dialect.text(is, compared(column), bound)
  return dialect.anyElement(column, element => dialect.text(is, compared(element), bound))
}
