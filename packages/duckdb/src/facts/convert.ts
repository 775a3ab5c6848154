import { fractionDigits, type ValueType } from '@esplanade/core/schema'
import { literal } from '../engine/sql.ts'

/** A JSON value to convert: where it is and what it should become. */
export interface Conversion {
  /** SQL of the value as JSON, as text and of its JSON type. */
  readonly value: JsonSql
  readonly type: ValueType
  /** The quoted name of the converted column. */
  readonly as: string
}

export interface JsonSql {
  readonly json: string
  readonly text: string
  readonly kind: string
}

/** A whole JSON document in a column. */
export const documentSql = (column: string): JsonSql => ({
  json: `json(${column})`,
  text: `(${column} ->> '$')`,
  kind: `json_type(${column})`,
})

/** A member of the JSON object in a column. */
export function memberSql(column: string, name: string): JsonSql {
  const pointer = literal(`/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`)
  return {
    json: `json_extract(${column}, ${pointer})`,
    text: `json_extract_string(${column}, ${pointer})`,
    kind: `json_type(${column}, ${pointer})`,
  }
}

/** How values of a type are stored: whole numbers underneath wherever sums must be exact. */
export const COLUMN_TYPES: Record<ValueType, string> = {
  text: 'varchar',
  /** A 64-bit integer of millionths underneath. */
  number: 'decimal(18, 6)',
  money: 'bigint',
  boolean: 'boolean',
  /** Milliseconds since 1970. */
  instant: 'bigint',
  /** Days since 1970-01-01. */
  date: 'integer',
  texts: 'varchar[]',
}

/**
 * `convertValue` of core/schema as SQL: the columns `keep` of `relation`, and each conversion, null
 * where the value is missing, blank or not of its type. A test holds the two to each other. Layer by
 * layer, so that each value is looked up, and its blanks are cut off, once.
 */
export function convertedSql(
  relation: string,
  keep: string,
  conversions: readonly Conversion[],
  currency: string,
): string {
  if (conversions.length === 0) return `select ${keep} from ${relation}`
  const found = conversions.map(({ value }, i) => `${value.text} as t${i}, ${value.kind} as k${i}`)
  const trimmed = conversions.map((_, i) => `${trimSql(`t${i}`)} as x${i}`)
  const converted = conversions.map(({ value, type, as }, i) => {
    const operand = { json: value.json, text: `t${i}`, kind: `k${i}`, trimmed: `x${i}` }
    return `case when x${i} <> '' and k${i} not in ('NULL', 'OBJECT')
      then ${expressionOf(operand, type, currency)} end as ${as}`
  })
  return `select ${keep}, ${converted.join(', ')}
    from (select *, ${trimmed.join(', ')} from (select *, ${found.join(', ')} from ${relation}))`
}

/** True where there is a value that is not blank, of whatever type. */
export const statedSql = ({ text, kind }: JsonSql): string =>
  `coalesce(${kind} <> 'NULL' and ${trimSql(text)} <> '', false)`

/** What JavaScript trims, as far as anybody types it. Nearly every value begins and ends in plain ASCII. */
const BLANKS = literal(' \t\n\r\f\v\u00a0\u2028\u2029\u3000\ufeff')
export const trimSql = (text: string): string =>
  `case when ascii(${text}) between 33 and 127 and ascii(right(${text}, 1)) between 33 and 127
    then ${text} else trim(${text}, ${BLANKS}) end`

interface Operand extends JsonSql {
  readonly trimmed: string
}

const DECIMAL = String.raw`[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,2})?`
const ISO = String.raw`[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?`
const OFFSET = '[0-9][+-][0-9]{2}:?[0-9]{2}$'

function expressionOf(operand: Operand, type: ValueType, currency: string): string {
  const { json, text, kind, trimmed } = operand
  switch (type) {
    case 'text':
      return `(case when ${kind} <> 'ARRAY' then nfc_normalize(${text}) end)`
    case 'number':
      return `(case when ${kind} not in ('ARRAY', 'BOOLEAN')
        and (${kind} <> 'VARCHAR' or regexp_full_match(${trimmed}, '${DECIMAL}'))
        then try_cast(${trimmed} as decimal(18, 6)) end)`
    case 'money':
      return moneySql(operand, currency)
    case 'boolean':
      return `(case when ${kind} = 'ARRAY' then null when lower(${trimmed}) in ('true', 'yes', '1') then true
        when lower(${trimmed}) in ('false', 'no', '0') then false end)`
    case 'instant':
      return `(case when ${isMoment(operand)} then epoch_ms(${momentSql(operand)}) end)`
    case 'date':
      return `(case when ${isMoment(operand)} and ${momentSql(operand)} is not null
        then date_diff('day', date '1970-01-01', try_cast(left(${trimmed}, 10) as date))::integer end)`
    case 'texts':
      return `(case when ${kind} = 'VARCHAR' then [nfc_normalize(${text})]
        when ${kind} = 'ARRAY'
          and len(list_filter(json_extract(${json}, '$[*]'), lambda x: json_type(x) <> 'VARCHAR')) = 0
        then list_transform(json_extract_string(${json}, '$[*]'), lambda x: nfc_normalize(x)) end)`
    default:
      throw new Error(`Unhandled type of value: ${type satisfies never}`)
  }
}

const isMoment = ({ kind, trimmed }: Operand): string =>
  `${kind} = 'VARCHAR' and regexp_full_match(${trimmed}, '${ISO}')`

/** A plain timestamp ignores an offset; only the zoned one heeds it, at ten times the price. */
const momentSql = ({ trimmed }: Operand): string =>
  `(case when regexp_matches(${trimmed}, '${OFFSET}')
    then try_cast(${trimmed} as timestamptz)::timestamp else try_cast(${trimmed} as timestamp) end)`

/** Six decimals at most, and none beyond the currency's own but zeros; put together as digits, so nothing is rounded. */
function moneySql({ kind, trimmed }: Operand, currency: string): string {
  const digits = fractionDigits(currency)
  if (digits === undefined) return 'null::bigint'
  const zeros = `0{1,${6 - digits}}`
  const fraction = digits === 0 ? zeros : `(?:[0-9]{1,${digits}}|[0-9]{${digits}}${zeros})`
  return `(case when ${kind} not in ('ARRAY', 'BOOLEAN')
    and regexp_full_match(${trimmed}, '-?[0-9]{1,18}(?:\\.${fraction})?')
    then try_cast(split_part(${trimmed}, '.', 1) || rpad(split_part(${trimmed}, '.', 2), ${digits}, '0') as bigint) end)`
}
