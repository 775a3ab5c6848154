import { plainValue, plainValues, type Value } from '@esplanade/connector-kit'

type Bag = Readonly<Record<string, unknown>>
type Read = (bag: Bag) => Value | undefined

/**
 * An event's properties under the names that every source shares, and, beside mail events, the rest
 * of its simple properties in snake_case. Names with a `$` are the vendor's own and stay behind.
 */
export function eventProperties(type: string, metric: string, bag: Bag): Readonly<Record<string, Value>> {
  const known = KNOWN[type]
  if (!type.startsWith('email_')) return { ...others(bag), ...read(known ?? {}, bag) }
  const mail = read(known ?? MAIL, bag)
  return metric === 'Dropped Email' ? { ...mail, bounce: 'dropped' } : mail
}

/** Marks of an open or click that no person made. Unconfirmed names, seen in accounts; absent means no mark. */
const MACHINE_MARKS = ['machine_open', 'Machine Open', 'Apple Privacy Open', 'Bot Click', 'bot_click']

const MAIL: Readonly<Record<string, Read>> = {
  message: text('$message', 'Message Name'),
  // As the stream of campaigns names them; a mail of a flow belongs to the flow.
  campaign: text('$flow', '$message', 'Campaign Name'),
  machine: bag => MACHINE_MARKS.some(mark => bag[mark] === true || bag[mark] === 'true'),
}

const price = { total: amount('$value'), currency: text('$currency_code'), items: itemCount }
const category = first('Categories', 'Category')
const order = { ...price, order: text('OrderId', 'Order ID', '$event_id'), category }

/** Names that the vendor's integration guide recommends, and those of its shop integrations. */
const KNOWN: Readonly<Record<string, Readonly<Record<string, Read>>>> = {
  email_clicked: { ...MAIL, url: text('URL') },
  email_bounced: { ...MAIL, bounce: bag => text('Bounce Type')(bag)?.toLowerCase() },
  order_placed: order,
  order_refunded: order,
  checkout_started: price,
  product_viewed: product(''),
  cart_added: { ...product('AddedItem'), quantity: amount('AddedItemQuantity', 'Quantity') },
  page_viewed: {
    url: text('page', 'URL', 'url'),
    title: text('title', 'Title'),
    category,
    seconds: amount('seconds', 'Seconds'),
  },
}

function product(prefix: string): Readonly<Record<string, Read>> {
  const either = (...names: readonly string[]) => names.flatMap(name => [`${prefix}${name}`, name])
  return {
    product: text(...either('ProductID', 'SKU', 'ProductName')),
    category: first(...either('Categories'), 'Category'),
    price: amount(...either('Price')),
    url: text(...either('URL')),
  }
}

const read = (readers: Readonly<Record<string, Read>>, bag: Bag): Record<string, Value> =>
  plainValues(Object.entries(readers).map(([name, reader]) => [name, reader(bag)]))

/** Simple properties under snake_case names: `Discount Code` is `discount_code`. Of two alike the first. */
const others = (bag: Bag): Record<string, Value> =>
  plainValues(
    Object.entries(bag)
      .filter(([name, raw]) => !name.startsWith('$') && plainValue(raw) !== undefined)
      .map(([name, raw]) => [snakeCase(name), raw] as const)
      .filter(([name]) => name !== '')
      .toReversed(),
  )

const MAX_NAME_LENGTH = 63

function snakeCase(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[_0-9]+|_+$/g, '')
    .slice(0, MAX_NAME_LENGTH)
}

/** The first of these names that says something, read by `as`. */
function found<Found>(names: readonly string[], as: (raw: unknown) => Found | undefined) {
  return (bag: Bag): Found | undefined => {
    for (const name of names) {
      const value = as(bag[name])
      if (value !== undefined) return value
    }
    return undefined
  }
}

function text(...names: readonly string[]) {
  return found(names, raw =>
    typeof raw === 'number' ? String(raw) : typeof raw === 'string' && raw !== '' ? raw : undefined,
  )
}

function first(...names: readonly string[]) {
  return found(names, raw => {
    const one: unknown = Array.isArray(raw) ? raw[0] : raw
    return typeof one === 'string' && one !== '' ? one : undefined
  })
}

const DECIMALS = 6

/** A number, or a text that is one. Cut to six decimals: sums of binary fractions carry noise beyond them. */
function amount(...names: readonly string[]) {
  return found(names, raw => {
    const number = raw === null || raw === '' ? Number.NaN : Number(raw)
    return Number.isFinite(number) ? Number(number.toFixed(DECIMALS)) : undefined
  })
}

/** Pieces bought: the quantities of the lines, one where a line has none. */
function itemCount(bag: Bag): number | undefined {
  const lines = bag.Items
  if (!Array.isArray(lines)) return amount('Items', 'Item Count', 'ItemCount')(bag)
  const quantity = amount('Quantity')
  return lines.reduce<number>(
    (sum, line: unknown) =>
      sum + (typeof line === 'object' && line !== null ? (quantity(line as Bag) ?? 1) : 1),
    0,
  )
}
