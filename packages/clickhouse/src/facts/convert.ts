import { FOREIGN_AMOUNT, fractionDigits, type ValueType } from '@esplanade/core/schema'
import { literal } from '../engine/sql.ts'

/** How values of a type are stored: whole numbers underneath wherever sums must be exact. A list is its JSON. */
export const COLUMN_TYPES: Record<ValueType, string> = {
  text: 'Nullable(String)',
  number: 'Nullable(Decimal(18, 6))',
  money: 'Nullable(Int64)',
  boolean: 'Nullable(UInt8)',
  instant: 'Nullable(Int64)',
  date: 'Nullable(Int32)',
  texts: 'Nullable(String)',
}

/**
 * `convertValue` of core/schema as SQL: a member of the JSON object in `json`, null where it is
 * missing, blank or not of the type. A test holds the two to each other. What it is put together from
 * gets names that end in `id`, so that it stands once; `id` is of this value alone in its query.
 */
export function convertedSql(
  json: string,
  name: string,
  type: ValueType,
  { currency, id }: { readonly currency: string; readonly id: string },
): string {
  const member = memberOf(json, name, id)
  const stated = `${statedSql(json, name, id)} and ${member.kind} != 'Object'`
  return `if(${stated}, ${expressionOf(member, type, currency)}, null)`
}

/** What a property tells in another currency, such as `12.50 CHF`, as text; null where it tells no such thing. */
export function toldAmountSql(json: string, name: string, id: string): string {
  const { trimmed } = memberOf(json, name, id)
  return `if(${statedSql(json, name, id)} and match(${trimmed}, '(?-s)^${FOREIGN_AMOUNT}$'), ${trimmed}, null)`
}

/** True where there is a value that is not blank, of whatever type. Says what the names of `id` stand for. */
export function statedSql(json: string, name: string, id: string): string {
  const { at, kind, text, trimmed } = memberOf(json, name, id)
  const read = `if(${kind} = 'String', JSONExtractString(${at}), JSONExtractRaw(${at}))`
  return `(JSONType(${at}) as ${kind}) != 'Null' and (${trimSql(`(${read} as ${text})`, text)} as ${trimmed}) != ''`
}

interface Member {
  /** The place of the value, for JSON functions. */
  readonly at: string
  readonly kind: string
  readonly text: string
  readonly trimmed: string
  /** A name for what an expression needs twice. */
  readonly part: string
}

const memberOf = (json: string, name: string, id: string): Member => ({
  at: `${json}, ${literal(name)}`,
  kind: `kind_${id}`,
  text: `text_${id}`,
  trimmed: `trimmed_${id}`,
  part: `part_${id}`,
})

/** What JavaScript trims, as far as anybody types it. Nearly every value begins and ends in plain ASCII. */
const BLANKS = String.raw`[\\s\\x{0b}\\x{00a0}\\x{2028}\\x{2029}\\x{3000}\\x{feff}]+`
const trimSql = (first: string, text: string): string =>
  `if(ascii(${first}) between 33 and 126 and ascii(right(${text}, 1)) between 33 and 126,
    ${text}, replaceRegexpAll(${text}, '^${BLANKS}|${BLANKS}$', ''))`

const DECIMAL = String.raw`^[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]{1,2})?$`
/** The parser takes an hour of 25 and a year of 0 for something; neither exists. */
const TIME = String.raw`(([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\\.[0-9]{1,9})?)?|24:00(:00(\\.0{1,9})?)?)`
const ISO = `^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ]${TIME}(Z|[+-]([01][0-9]|2[0-3]):?[0-5][0-9])?)?$`

function expressionOf(member: Member, type: ValueType, currency: string): string {
  const { at, kind, text, trimmed, part } = member
  switch (type) {
    case 'text':
      return `if(${kind} != 'Array', normalizeUTF8NFC(${text}), null)`
    case 'number':
      return `if(${kind} not in ('Array', 'Bool') and match(${trimmed}, '${DECIMAL}')
        and abs(round(toDecimal128OrNull(${trimmed}, 12), 6) as ${part}) < 1000000000000,
        accurateCastOrNull(${part}, 'Decimal(18, 6)'), null)`
    case 'money':
      return moneySql(member, currency)
    case 'boolean':
      return `multiIf(${kind} = 'Array', null, lower(${trimmed}) in ('true', 'yes', '1'), 1,
        lower(${trimmed}) in ('false', 'no', '0'), 0, null)`
    case 'instant':
      return ofMoment(member, `toUnixTimestamp64Milli(${momentSql(trimmed)})`)
    case 'date': {
      const day = `toUnixTimestamp64Milli(${momentSql(`left(${trimmed}, 10)`)})`
      return ofMoment(
        member,
        `toInt32(intDiv((${day} as ${part}) - positiveModulo(${part}, 86400000), 86400000))`,
      )
    }
    case 'texts':
      return `multiIf(${kind} = 'String', toJSONString([normalizeUTF8NFC(${text})]),
        ${kind} = 'Array' and arrayAll(item -> startsWith(item, '"'), JSONExtractArrayRaw(${at})),
        toJSONString(arrayMap(item -> normalizeUTF8NFC(item), JSONExtract(${at}, 'Array(String)'))), null)`
    default:
      throw new Error(`Unhandled type of value: ${type satisfies never}`)
  }
}

const momentSql = (text: string): string => `parseDateTime64BestEffortOrNull(${text}, 3, 'UTC')`

const ofMoment = ({ kind, trimmed }: Member, value: string): string =>
  `if(${kind} = 'String' and match(${trimmed}, '${ISO}') and not startsWith(${trimmed}, '0000'), ${value}, null)`

/** Six decimals at most, and none beyond the currency's own but zeros; put together as digits, so nothing is rounded. */
function moneySql({ kind, trimmed, part }: Member, currency: string): string {
  const digits = fractionDigits(currency)
  if (digits === undefined) return 'null'
  const zeros = `0{1,${6 - digits}}`
  const fraction = digits === 0 ? zeros : `([0-9]{1,${digits}}|[0-9]{${digits}}${zeros})`
  return `if(${kind} not in ('Array', 'Bool') and match(${trimmed}, '^-?[0-9]{1,18}(\\\\.${fraction})?$'),
    toInt64OrNull(concat((splitByChar('.', ${trimmed}) as ${part})[1], rightPad(left(${part}[2], ${digits}), ${digits}, '0'))), null)`
}
