import type { Migration } from './migrate.ts'

/** What converts amounts in other currencies, and what became of those that were told. */
export const exchangeRates: Migration = {
  version: 10,
  statements: [
    // In force while starts <= ts < ends; minor units times numerator over denominator are the hub's.
    `create table exchange_rate (
      currency varchar not null, digits integer not null, day varchar not null, starts bigint not null,
      ends bigint not null, numerator bigint not null, denominator bigint not null)`,
    // Rows of hot tables by seq; converted is null where no rate is in force, or the result does not fit.
    `create table foreign_amount (
      type_no usmallint not null, property_no usmallint not null, seq ubigint not null, ts bigint not null,
      currency varchar not null, amount varchar not null, converted bigint, rate_of varchar)`,
  ],
}
