import type { Value } from '@esplanade/connector-kit'
import { toValue } from './contact.ts'

export type Bag = Readonly<Record<string, unknown>>

/**
 * An event's properties under the names that every source shares, and, beside mail events, the rest
 * of its simple properties in snake_case. Names with a `$` are the vendor's own and stay behind.
 */
export function eventProperties(type: string, metric: string, bag: Bag): Readonly<Record<string, Value>> {
  if (type.startsWith('email_')) return defined(mail(type, metric, bag))
  return { ...others(bag), ...defined(known(type, bag)) }
}

/** Marks of an open or click that no person made. Unconfirmed names, seen in accounts; absent means no mark. */
const MACHINE_MARKS = ['machine_open', 'Machine Open', 'Apple Privacy Open', 'Bot Click', 'bot_click']

type Loose = Readonly<Record<string, Value | undefined>>

function mail(type: string, metric: string, bag: Bag): Loose {
  return {
    message: text(bag, '$message', 'Message Name'),
    // As the stream of campaigns names them; a mail of a flow belongs to the flow.
    campaign: text(bag, '$flow', '$message', 'Campaign Name'),
    machine: MACHINE_MARKS.some(mark => bag[mark] === true || bag[mark] === 'true'),
    ...(type === 'email_clicked' ? { url: text(bag, 'URL') } : {}),
    ...(type === 'email_bounced'
      ? { bounce: metric === 'Dropped Email' ? 'dropped' : text(bag, 'Bounce Type')?.toLowerCase() }
      : {}),
  }
}

/** Names that the vendor's integration guide recommends, and those of its shop integrations. */
function known(type: string, bag: Bag): Loose {
  switch (type) {
    case 'order_placed':
    case 'order_refunded':
      return {
        order: text(bag, 'OrderId', 'Order ID', '$event_id'),
        total: amount(bag, '$value'),
        currency: text(bag, '$currency_code'),
        items: itemCount(bag),
        category: category(bag, 'Categories', 'Category'),
      }
    case 'checkout_started':
      return {
        total: amount(bag, '$value'),
        currency: text(bag, '$currency_code'),
        items: itemCount(bag),
      }
    case 'product_viewed':
      return product(bag, '')
    case 'cart_added':
      return { ...product(bag, 'AddedItem'), quantity: amount(bag, 'AddedItemQuantity', 'Quantity') }
    case 'page_viewed':
      return {
        url: text(bag, 'page', 'URL', 'url'),
        title: text(bag, 'title', 'Title'),
        category: category(bag, 'Categories', 'Category'),
        seconds: amount(bag, 'seconds', 'Seconds'),
      }
    default:
      return {}
  }
}

function product(bag: Bag, prefix: string): Loose {
  const either = (name: string) => [`${prefix}${name}`, name]
  return {
    product: text(bag, ...either('ProductID'), ...either('SKU'), ...either('ProductName')),
    category: category(bag, ...either('Categories'), 'Category'),
    price: amount(bag, ...either('Price')),
    url: text(bag, ...either('URL')),
  }
}

/** Simple properties under snake_case names: `Discount Code` is `discount_code`. */
function others(bag: Bag): Record<string, Value> {
  const found: Record<string, Value> = {}
  for (const [name, raw] of Object.entries(bag)) {
    const value = name.startsWith('$') ? undefined : toValue(raw)
    const key = snakeCase(name)
    if (value !== undefined && key !== '') found[key] ??= value
  }
  return found
}

const MAX_NAME_LENGTH = 63

function snakeCase(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[_0-9]+|_+$/g, '')
    .slice(0, MAX_NAME_LENGTH)
}

function text(bag: Bag, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const raw = bag[name]
    if (typeof raw === 'string' && raw !== '') return raw
    if (typeof raw === 'number') return String(raw)
  }
  return undefined
}

const DECIMALS = 6

/** A number, or a text that is one. Cut to six decimals: sums of binary fractions carry noise beyond them. */
function amount(bag: Bag, ...names: readonly string[]): number | undefined {
  for (const name of names) {
    const raw = bag[name]
    if (raw === undefined || raw === null || raw === '') continue
    const number = Number(raw)
    if (Number.isFinite(number)) return Number(number.toFixed(DECIMALS))
  }
  return undefined
}

function category(bag: Bag, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const raw = bag[name]
    const first: unknown = Array.isArray(raw) ? raw[0] : raw
    if (typeof first === 'string' && first !== '') return first
  }
  return undefined
}

/** Pieces bought: the quantities of the lines, one where a line has none. */
function itemCount(bag: Bag): number | undefined {
  const lines = bag.Items
  if (!Array.isArray(lines)) return amount(bag, 'Items', 'Item Count', 'ItemCount')
  return lines.reduce<number>((sum, line: unknown) => {
    const isObject = typeof line === 'object' && line !== null
    return sum + (isObject ? (amount(line as Bag, 'Quantity') ?? 1) : 1)
  }, 0)
}

function defined(loose: Loose): Record<string, Value> {
  const kept = Object.entries(loose).filter((entry): entry is [string, Value] => entry[1] !== undefined)
  return Object.fromEntries(kept)
}
