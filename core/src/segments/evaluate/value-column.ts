import type { MinorUnits, Value, ValueType } from '../../schema/index.ts'
import { days, formatMoney, instant, isoInstant } from '../../schema/index.ts'
import type { Column } from './column.ts'

/** A value for each contact, as it travels in JSON. */
export interface ValueColumn {
  readonly type: ValueType
  /** Undefined where the value is missing, and for a number that is no living contact. */
  readonly get: (contactNo: number) => Value | undefined
  /**
   * The same as typed arrays by contact number, for whoever computes with it: amounts in minor units,
   * instants in ms, dates in days. Null where the value is membership of a segment.
   */
  readonly column: Column | null
}

/** Reads the values of a column. Amounts are rounded to the currency's decimals, numbers to six. */
export function valueColumn(column: Column, type: ValueType, currency: string): ValueColumn {
  if (column.kind === 'text') {
    return { type, column, get: contact => column.dictionary[column.codes[contact] ?? -1] }
  }
  return {
    type,
    column,
    get: contact => {
      const number = column.values[contact] ?? Number.NaN
      return Number.isNaN(number) ? undefined : spelled(number, type, currency)
    },
  }
}

function spelled(number: number, type: ValueType, currency: string): Value {
  switch (type) {
    case 'number':
      return Number(number.toFixed(6))
    case 'money':
      return formatMoney({ minor: BigInt(Math.round(number)) as MinorUnits, currency })
    case 'boolean':
      return number === 1
    case 'instant':
      return isoInstant(instant(number))
    case 'date':
      return isoInstant(instant(number * days(1))).slice(0, 10)
    case 'text':
    case 'texts':
      throw new Error('A text column was read as numbers.')
    default:
      throw new Error(`Unhandled type: ${type satisfies never}`)
  }
}
