import { fractionDigits, type ValueType } from '@esplanade/core/schema'
import { literal } from '../engine/sql.ts'

/** SQL that reads a JSON value: its text, its JSON type and itself. */
export interface JsonSql {
  readonly text: string
  readonly kind: string
  readonly json: string
}

/** A whole JSON document in a column. */
export const documentSql = (column: string): JsonSql => ({
  text: `(${column} ->> '$')`,
  kind: `json_type(${column})`,
  json: `json(${column})`,
})

/** A member of the JSON object in a column. */
export function memberSql(column: string, name: string): JsonSql {
  const pointer = literal(`/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`)
  return {
    text: `json_extract_string(${column}, ${pointer})`,
    kind: `json_type(${column}, ${pointer})`,
    json: `json_extract(${column}, ${pointer})`,
  }
}

/** How values of a type are stored: whole numbers wherever sums must be exact. */
export const COLUMN_TYPES: Record<ValueType, string> = {
  text: 'varchar',
  /** A 64-bit integer of millionths underneath, so sums are exact. */
  number: 'decimal(18, 6)',
  money: 'bigint',
  boolean: 'boolean',
  /** In milliseconds since 1970. */
  instant: 'bigint',
  /** In days since 1970-01-01. */
  date: 'integer',
  texts: 'varchar[]',
}

/**
 * `convertValue` of core/schema as SQL: null where the value is missing, blank or not of the type. A
 * test holds the two to each other.
 */
export function convertSql(value: JsonSql, type: ValueType, currency: string): string {
  const converted = expressionOf(value, type, currency)
  return `(case when ${value.kind} not in ('NULL', 'OBJECT') and ${trimmed(value)} <> '' then ${converted} end)`
}

/** What JavaScript trims, as far as anybody types it. */
const BLANKS = literal(' \t\n\r\f\v\u00a0\u2028\u2029\u3000\ufeff')
const trimmed = ({ text }: JsonSql): string => `trim(${text}, ${BLANKS})`
const scalar = ({ kind }: JsonSql): string => `${kind} <> 'ARRAY'`
const textual = ({ kind }: JsonSql): string => `${kind} = 'VARCHAR'`

const DECIMAL = String.raw`[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,2})?`
const ISO = String.raw`[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?`

function expressionOf(value: JsonSql, type: ValueType, currency: string): string {
  switch (type) {
    case 'text':
      return `case when ${scalar(value)} then nfc_normalize(${value.text}) end`
    case 'number':
      return `case when ${scalar(value)} and ${value.kind} <> 'BOOLEAN'
        and (not ${textual(value)} or regexp_full_match(${trimmed(value)}, '${DECIMAL}'))
        then try_cast(${trimmed(value)} as decimal(18, 6)) end`
    case 'money':
      return moneySql(value, currency)
    case 'boolean': {
      const word = `lower(${trimmed(value)})`
      return `case when ${scalar(value)} and ${word} in ('true', 'yes', '1') then true
        when ${scalar(value)} and ${word} in ('false', 'no', '0') then false end`
    }
    case 'instant':
      return `case when ${textual(value)} and regexp_full_match(${trimmed(value)}, '${ISO}')
        then epoch_ms(${momentSql(value)}) end`
    case 'date':
      return `case when ${textual(value)} and regexp_full_match(${trimmed(value)}, '${ISO}')
        and ${momentSql(value)} is not null
        then date_diff('day', date '1970-01-01', try_cast(left(${trimmed(value)}, 10) as date))::integer end`
    case 'texts':
      return `case when ${textual(value)} then [nfc_normalize(${value.text})]
        when ${value.kind} = 'ARRAY'
          and len(list_filter(json_extract(${value.json}, '$[*]'), lambda x: json_type(x) <> 'VARCHAR')) = 0
        then list_transform(json_extract_string(${value.json}, '$[*]'), lambda x: nfc_normalize(x)) end`
    default:
      throw new Error(`Unhandled type of value: ${type satisfies never}`)
  }
}

/** DuckDB drops the offset when text becomes a plain timestamp; only a zoned one heeds it. */
const momentSql = (value: JsonSql): string => `try_cast(${trimmed(value)} as timestamptz)`

/** Six decimals at most, and none beyond the currency's own but zeros. */
function moneySql(value: JsonSql, currency: string): string {
  const digits = fractionDigits(currency)
  if (digits === undefined) return 'null::bigint'
  const zeros = `0{1,${6 - digits}}`
  const fraction = digits === 0 ? zeros : `(?:[0-9]{1,${digits}}|[0-9]{${digits}}${zeros})`
  return `case when ${scalar(value)} and ${value.kind} <> 'BOOLEAN'
    and regexp_full_match(${trimmed(value)}, '-?[0-9]{1,18}(?:\\.${fraction})?')
    then try_cast(try_cast(${trimmed(value)} as decimal(24, 6)) * ${10 ** digits} as bigint) end`
}
