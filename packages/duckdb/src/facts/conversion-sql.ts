import { FOREIGN_AMOUNT } from '@esplanade/core/schema'
import { literal } from '../engine/sql.ts'
import { memberSql, trimSql } from './convert.ts'
import type { EventPropertyRow } from './event-types.ts'
import { propertyColumn } from './hot-table.ts'

/**
 * Prints the amounts in another currency that a property tells: `seq, ts, currency, amount` of the rows of
 * `relation` (`seq`, `ts` and `properties` as JSON) with something like `12.50 CHF`.
 */
export function toldAmountsSql(relation: string, property: string): string {
  const told = trimSql(memberSql('properties', property).text)
  return `(select seq, ts, right(told, 3) as currency, left(told, len(told) - 4) as amount
    from (select seq, ts, ${told} as told from ${relation})
    where regexp_full_match(told, ${literal(FOREIGN_AMOUNT)}))`
}

/**
 * Prints the rows of `relation` (with `ts`, `currency` and `amount`) beside `converted`, minor units of the
 * hub's currency by the rate in force at the time, and `rate_of`, that rate's day; both null where there is
 * none, where the amount is none of its currency, or where the result would not fit. It is `parseMoney` and
 * `convertAmount` of core/schema; whole numbers of 128 bits hold every product on the way.
 */
export function conversionSql(relation: string): string {
  return `(select * exclude (day, numerator, denominator, magnitude, quotient, rest, rounded),
      case when rounded <= ${LARGEST} then
        (case when starts_with(amount, '-') then -rounded else rounded end)::bigint end as converted,
      case when converted is not null then day end as rate_of
    from (select *,
        quotient + (rest > denominator or (rest = denominator and quotient % 2 = 1))::hugeint as rounded
      from (select *, (magnitude * numerator) // denominator as quotient,
          ((magnitude * numerator) % denominator) * 2 as rest
        from (${ratedSql(relation)}))))`
}

/** Columns of a relation with what the log's amounts in other currencies come to, where nothing is noted of them. */
export function withConverted(
  typed: string,
  relation: string,
  properties: readonly EventPropertyRow[],
): string {
  return moneyOf(properties).reduce((rows, property) => {
    const column = propertyColumn(property)
    return `select t.* replace (coalesce(t.${column}, f.converted) as ${column})
      from (${rows}) t left join ${conversionSql(toldAmountsSql(relation, property.name))} f using (seq)`
  }, typed)
}

export const moneyOf = (properties: readonly EventPropertyRow[]): EventPropertyRow[] =>
  properties.filter(({ type }) => type === 'money')

const LARGEST = '9223372036854775807::hugeint'
const AMOUNT = String.raw`-?[0-9]{1,18}(?:\.[0-9]{1,6})?`

/** Each row beside the latest rate up to its time, and its amount in minor units while that rate is in force. */
function ratedSql(relation: string): string {
  const fraction = `rtrim(split_part(amount, '.', 2), '0')`
  return `select f.*, r.day, r.numerator::hugeint as numerator, r.denominator::hugeint as denominator,
      case when f.ts < r.ends and regexp_full_match(f.amount, '${AMOUNT}') and len(${fraction}) <= r.digits
        then try_cast(ltrim(split_part(f.amount, '.', 1), '-') || rpad(${fraction}, r.digits, '0') as bigint)
        end::hugeint as magnitude
    from ${relation} f asof left join exchange_rate r on r.currency = f.currency and f.ts >= r.starts`
}
