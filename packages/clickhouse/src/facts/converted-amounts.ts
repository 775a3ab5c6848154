import type { FactContext, RatesPointer } from './context.ts'

/** A column of amounts in the hub's currency, and one of what was told in another: `12.50 CHF`, or nothing. */
export interface AmountColumns {
  readonly own: string
  readonly told: string
}

/**
 * Prints `rows`, which has `columns`, `ts` among them, with `own` filled from `told` by the rate in force at
 * the time. It is `parseForeignAmount` and `convertAmount` of core/schema; no product outgrows 128 bits, and
 * whole numbers of 256 are what the engine multiplies without a thought to that.
 */
export function convertedAmounts(
  { server }: FactContext,
  rates: RatesPointer,
  rows: string,
  {
    columns,
    amounts: { own, told },
  }: { readonly columns: readonly string[]; readonly amounts: AmountColumns },
): string {
  const amount = `substring(l.${told}, 1, length(l.${told}) - 4)`
  const digits = `replaceOne(splitByChar('.', ${amount})[1], '-', '')`
  const fraction = `replaceRegexpOne(splitByChar('.', ${amount})[2], '0+$', '')`
  const readable = `l.ts < r.ends and match(${amount}, '^-?[0-9]{1,18}([.][0-9]{1,6})?$') and length(${fraction}) <= r.digits`
  const magnitude = `toInt256(toInt64OrNull(if(${readable}, concat(${digits}, rightPad(${fraction}, r.digits, '0')), null)))`
  const rated = columns.filter(column => column !== own).map(column => `l.${column} as ${column}`)
  const query = `select ${rated.join(', ')}, l.${own} as own_amount, startsWith(l.${told}, '-') as is_negative,
      ${magnitude} * r.numerator as product, toInt256(r.denominator) as per,
      intDiv(product, per) as whole, 2 * (product - whole * per) as rest,
      whole + if(rest > per or (rest = per and whole - intDiv(whole, 2) * 2 = 1), 1, 0) as rounded
    from ${rows} l asof left join (
      select currency, digits, starts, ends, numerator, denominator
      from ${server.table('exchange_rate')} where run = ${rates.run}) r
    on right(l.${told}, 3) = r.currency and l.ts >= r.starts`
  const converted = `if(rounded <= 9223372036854775807, toInt64(if(is_negative, -rounded, rounded)), null)`
  const others = columns.filter(column => column !== own)
  return `(select ${others.join(', ')}, coalesce(own_amount, ${converted}) as ${own} from (${query}))`
}
