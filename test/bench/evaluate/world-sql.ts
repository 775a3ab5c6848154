import { type Instant, instant } from '@esplanade/core/schema'
import type { Size } from './size.ts'

/** The moment that the measured evaluations count back from: the end of the generated two years. */
export const AS_OF: Instant = instant(Date.parse('2026-11-22T00:00:00Z'))

const SPAN_MS = 730 * 86_400_000
const BEGIN_MS = AS_OF - SPAN_MS
/** Two mailings a week. */
const MAILINGS = 208

/** What part of all events each type makes up, in thousandths. */
const SHARES = {
  email_sent: 400,
  email_opened: 160,
  email_clicked: 40,
  page_viewed: 240,
  product_viewed: 100,
  cart_added: 40,
  order_placed: 20,
} as const
export type GeneratedType = keyof typeof SHARES

export const countOf = (type: GeneratedType, { events }: Pick<Size, 'events'>): number =>
  (events / 1_000) * SHARES[type]

/**
 * Statements that define the world. Everything about a row is made of a hash of its number, so any part
 * of the world can be made alone, and two runs make the same one. An open belongs to a mail that was
 * sent, a click to an open, a cart to a product that was looked at and an order to a cart: rows point
 * back to the row as far along in time.
 */
export function worldSql(size: Size): string[] {
  const { contacts } = size
  const every = (type: GeneratedType, before: GeneratedType) => countOf(before, size) / countOf(type, size)
  const spread = (type: GeneratedType) =>
    `${BEGIN_MS} + (i * ${SPAN_MS / countOf(type, size)}::double)::bigint`
  return [
    `create macro unit(i, salt) as ((hash(i, salt) >> 11)::double / 9007199254740992.0)`,
    // A few contacts have thousands of events and many have a handful; numbers tell nothing of it.
    `create macro somebody(i, salt) as
       1 + ((floor(${contacts} * pow(unit(i, salt), 1.5))::bigint * 7368787 + 12345) % ${contacts})`,
    `create macro email_sent_contact(i) as somebody(i, 'mail')`,
    `create macro email_sent_at(i) as ${spread('email_sent')}`,
    `create macro email_sent_mail(i) as (i // ${countOf('email_sent', size) / MAILINGS}::double)::integer`,
    // Of two mails the one is opened whose reader is the keener, so that rates differ.
    `create macro keener(i) as (case when unit(email_sent_contact(i), 'keen') >= unit(email_sent_contact(i + 1), 'keen')
       then i else i + 1 end)`,
    `create macro email_opened_of(i) as keener(floor(i * ${every('email_opened', 'email_sent')})::bigint)`,
    `create macro email_opened_contact(i) as email_sent_contact(email_opened_of(i))`,
    `create macro email_opened_mail(i) as email_sent_mail(email_opened_of(i))`,
    `create macro email_opened_at(i) as
       email_sent_at(email_opened_of(i)) + (86400000 * pow(unit(i, 'open'), 3))::bigint`,
    `create macro email_clicked_of(i) as floor(i * ${every('email_clicked', 'email_opened')})::bigint`,
    `create macro email_clicked_contact(i) as email_opened_contact(email_clicked_of(i))`,
    `create macro email_clicked_mail(i) as email_opened_mail(email_clicked_of(i))`,
    `create macro email_clicked_at(i) as
       email_opened_at(email_clicked_of(i)) + (600000 * unit(i, 'click'))::bigint`,
    `create macro page_viewed_contact(i) as somebody(i, 'page')`,
    `create macro page_viewed_at(i) as ${spread('page_viewed')}`,
    ...follows('product_viewed', 'page_viewed', every('product_viewed', 'page_viewed'), '120000'),
    ...follows('cart_added', 'product_viewed', every('cart_added', 'product_viewed'), '900000'),
    ...follows('order_placed', 'cart_added', every('order_placed', 'cart_added'), '14400000'),
    // Many small amounts and a long tail, in cents.
    `create macro amount(i, salt) as (500 + 3000 * -ln(1 - unit(i, salt)) * exp(2 * unit(i, salt || '2')))::bigint`,
    `create macro money(cents) as ((cents // 100)::varchar || '.' || lpad((cents % 100)::varchar, 2, '0'))`,
    `create macro category(i) as (['shoes', 'boots', 'outdoor', 'running', 'bags', 'hats', 'jackets', 'toys',
       'garden', 'books', 'gifts', 'sale'])[1 + floor(12 * pow(unit(i, 'category'), 2))::integer]`,
  ]
}

function follows(type: GeneratedType, before: GeneratedType, every: number, withinMs: string): string[] {
  const of = `floor(i * ${every})::bigint`
  return [
    `create macro ${type}_contact(i) as ${before}_contact(${of})`,
    `create macro ${type}_at(i) as ${before}_at(${of}) + (${withinMs} * unit(i, '${type}'))::bigint`,
  ]
}

/**
 * Rows `from` to `to` (the latter left out) of one event type, in the order of their numbers, which is
 * nearly that of their times: `event_id`, `contact_no`, `at` and `properties`.
 */
export function eventsSql(type: GeneratedType, from: number, to: number): string {
  return `select hash(i, '${type}') as event_id, ${type}_contact(i)::uinteger as contact_no,
      least(${type}_at(i), ${AS_OF})::double as at, '{' || ${PROPERTIES[type]} || '}' as properties
    from (select range as i from range(${from}, ${to})) order by i`
}

const mail = (type: GeneratedType): string =>
  `'"message":"m' || ${type}_mail(i) || '","campaign":"c' || (${type}_mail(i) // 4) || '"'`
const machine = `',"machine":' || (unit(i, 'machine') < 0.1)::varchar`

const PROPERTIES: Readonly<Record<GeneratedType, string>> = {
  email_sent: mail('email_sent'),
  email_opened: `${mail('email_opened')} || ${machine}`,
  email_clicked: `${mail('email_clicked')} || ${machine}`,
  page_viewed: `'"url":"/' || category(i) || '/' || (hash(i) % 500) || '","category":"' || category(i)
    || '","seconds":' || (1 + -40 * ln(1 - unit(i, 'seconds')))::integer`,
  product_viewed: `'"product":"p' || (hash(i, 'product') % 2000) || '","category":"' || category(i)
    || '","price":"' || money(amount(i, 'price')) || '"'`,
  cart_added: `'"product":"p' || (hash(i, 'product') % 2000) || '","price":"' || money(amount(i, 'price'))
    || '","quantity":' || (1 + hash(i, 'quantity') % 3)`,
  order_placed: `'"order":"o' || i || '","total":"' || money(amount(i, 'total')) || '","items":'
    || (1 + hash(i, 'items') % 5) || ',"category":"' || category(i) || '"'`,
}

/** Contacts `from` to `to` (the latter left out) with their attributes, null where missing. */
export function contactsSql(from: number, to: number): string {
  return `select range::uinteger as no,
      (['US', 'US', 'DE', 'FR', 'GB', 'NL', 'ES', 'IT'])[1 + (hash(range, 'country') % 8)::integer] as country,
      case when unit(range, 'region') < 0.5 then
        (['California', 'Texas', 'Ohio', 'Florida', 'New York'])[1 + (hash(range, 'state') % 5)::integer] end as region,
      case when unit(range, 'gender') < 0.8 then (['f', 'm', 'x'])[1 + (hash(range, 'gender') % 3)::integer] end as gender,
      case when unit(range, 'born') < 0.6
        then (date '1945-01-01' + (hash(range, 'birthday') % 23000)::integer)::varchar end as birthday,
      (hash(range, 'loyal') % 4 = 0)::varchar as loyalty_member,
      (-300 * ln(1 - unit(range, 'points')))::integer::varchar as points
    from range(${from}, ${to}) order by range`
}
