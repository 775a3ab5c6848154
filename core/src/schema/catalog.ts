import { z } from 'zod'
import { type ValueType, valueTypeSchema } from './attribute.ts'
import { eventTypeSchema } from './event.ts'
import { strictShape } from './strict-shape.ts'

/** What the names in definitions mean: every attribute, every event type and its properties, with types. */
export interface Catalog {
  readonly attributes: ReadonlyMap<string, ValueType>
  /** Those of the attributes that models compute and no source may state. */
  readonly scores: ReadonlyMap<string, ScoreType>
  readonly events: ReadonlyMap<string, EventSpec>
  /** Names of the hub's connections. */
  readonly connections: ReadonlySet<string>
}

export interface EventSpec {
  readonly properties: ReadonlyMap<string, ValueType>
  /** True when the source may change or take back such an event later (orders). */
  readonly correctable: boolean
}

const NAME = /^[a-z][a-z0-9_]{0,62}$/
const nameSchema = z.string().regex(NAME, 'expected a snake_case name, 63 characters at most')

/** The catalog's part of a configuration: attributes and events beside the standard ones. */
export const catalogSchema = strictShape({
  attributes: z.record(nameSchema, valueTypeSchema).default({}),
  events: z
    .record(
      eventTypeSchema,
      strictShape({
        properties: z.record(nameSchema, valueTypeSchema).default({}),
        correctable: z.boolean().default(false),
      }),
    )
    .default({}),
})
export type CatalogInput = z.input<typeof catalogSchema>

/** What a score's column holds: a number with six decimals, or a label. */
export type ScoreType = Extract<ValueType, 'number' | 'text'>

/**
 * The standard names, those of a configuration and the columns of its scores together. A configured
 * event adds properties to a standard one; giving a standard name another type, or a score a name that
 * is taken, throws `RangeError`, since sources rely on it.
 */
export function buildCatalog(
  input: CatalogInput = {},
  scores: ReadonlyMap<string, ScoreType> = new Map(),
  connections: Iterable<string> = [],
): Catalog {
  const configured = catalogSchema.parse(input)
  const attributes = new Map<string, ValueType>(Object.entries(STANDARD_ATTRIBUTES))
  for (const [name, type] of Object.entries(configured.attributes))
    declare(attributes, name, type, `attribute`)
  for (const [name, type] of scores) {
    if (attributes.has(name)) {
      throw new RangeError(`The score "${name}" has the name of an attribute. Choose another name.`)
    }
    attributes.set(name, type)
  }
  const events = new Map<string, EventSpec>()
  for (const [type, properties] of Object.entries(STANDARD_EVENTS)) {
    events.set(type, {
      properties: new Map(Object.entries(properties)),
      correctable: type.startsWith('order_'),
    })
  }
  for (const [type, spec] of Object.entries(configured.events)) {
    const properties = new Map(events.get(type)?.properties)
    for (const [name, valueType] of Object.entries(spec.properties)) {
      declare(properties, name, valueType, `property of ${type}`)
    }
    events.set(type, {
      properties,
      correctable: spec.correctable || (events.get(type)?.correctable ?? false),
    })
  }
  return { attributes, scores, events, connections: new Set(connections) }
}

/** The type of an attribute that sources may state; undefined for a score, and for a name that is none. */
export const statedType = ({ attributes, scores }: Catalog, name: string): ValueType | undefined =>
  scores.has(name) ? undefined : attributes.get(name)

/** The type of an event's property. Throws `RangeError` for one that the catalog does not declare. */
export function declaredProperty({ events }: Catalog, type: string, name: string): ValueType {
  const declared = events.get(type)?.properties.get(name)
  if (declared !== undefined) return declared
  throw new RangeError(`The catalog has no property "${name}" of ${type}; declare it with its type.`)
}

const STANDARD_ATTRIBUTES: Record<string, ValueType> = {
  first_name: 'text',
  last_name: 'text',
  company: 'text',
  language: 'text',
  country: 'text',
  region: 'text',
  city: 'text',
  postal_code: 'text',
  time_zone: 'text',
  gender: 'text',
  birthday: 'date',
  signed_up_at: 'instant',
}

const MAIL: Record<string, ValueType> = { message: 'text', campaign: 'text', machine: 'boolean' }
const PRODUCT: Record<string, ValueType> = { product: 'text', category: 'text', price: 'money', url: 'text' }
const ORDER: Record<string, ValueType> = { order: 'text', total: 'money', items: 'number', category: 'text' }

const STANDARD_EVENTS: Record<string, Record<string, ValueType>> = {
  email_sent: MAIL,
  email_delivered: MAIL,
  email_opened: MAIL,
  email_clicked: { ...MAIL, url: 'text' },
  email_bounced: { ...MAIL, bounce: 'text' },
  email_complained: MAIL,
  email_unsubscribed: MAIL,
  page_viewed: { url: 'text', title: 'text', category: 'text', seconds: 'number' },
  product_viewed: PRODUCT,
  cart_added: { ...PRODUCT, quantity: 'number' },
  checkout_started: { total: 'money', items: 'number' },
  order_placed: ORDER,
  order_refunded: ORDER,
}

function declare(into: Map<string, ValueType>, name: string, type: ValueType, what: string): void {
  const standard = into.get(name)
  if (standard !== undefined && standard !== type) {
    throw new RangeError(
      `The ${what} "${name}" is a standard one of type ${standard}; it cannot be declared as ${type}. Choose another name.`,
    )
  }
  into.set(name, type)
}
