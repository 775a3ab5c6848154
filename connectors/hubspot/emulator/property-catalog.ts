/** The types that HubSpot stores; every value travels as text. */
export const PROPERTY_TYPES = ['string', 'number', 'date', 'datetime', 'enumeration', 'bool'] as const
export type PropertyType = (typeof PROPERTY_TYPES)[number]

export interface PropertyDefinition {
  readonly name: string
  readonly label: string
  readonly type: PropertyType
  readonly fieldType: string
  readonly groupName: string
  readonly options: readonly { readonly label: string; readonly value: string; readonly hidden: boolean }[]
  readonly hubspotDefined: boolean
  readonly readOnly: boolean
  readonly createdAt: number
}

export interface PropertyProblem {
  readonly name: string
  readonly error: string
  readonly message: string
}

/** The properties and property groups of one object type, and what values they take. */
export class PropertyCatalog {
  readonly #definitions = new Map<string, PropertyDefinition>()
  readonly groups = new Map<string, string>()

  constructor(defaults: readonly (readonly [string, PropertyType, 'readOnly'?])[], group: string) {
    this.groups.set(group, group)
    for (const [name, type, readOnly] of defaults) {
      this.#definitions.set(name, {
        name,
        label: name,
        type,
        fieldType: FIELD_TYPES[type],
        groupName: group,
        options: [],
        hubspotDefined: true,
        readOnly: readOnly !== undefined,
        createdAt: 0,
      })
    }
  }

  get(name: string): PropertyDefinition | undefined {
    return this.#definitions.get(name)
  }

  all(): readonly PropertyDefinition[] {
    return [...this.#definitions.values()]
  }

  add(definition: PropertyDefinition): void {
    this.#definitions.set(definition.name, definition)
  }

  /** What HubSpot says against a write of these values; nothing when all are good. */
  check(values: Readonly<Record<string, string>>): PropertyProblem[] {
    const problems: PropertyProblem[] = []
    for (const [name, value] of Object.entries(values)) {
      const definition = this.#definitions.get(name)
      const problem = definition
        ? problemOf(definition, value)
        : { error: 'PROPERTY_DOESNT_EXIST', message: `Property "${name}" does not exist` }
      if (problem) problems.push({ name, ...problem })
    }
    return problems
  }
}

export const FIELD_TYPES: Readonly<Record<PropertyType, string>> = {
  string: 'text',
  number: 'number',
  date: 'date',
  datetime: 'date',
  enumeration: 'select',
  bool: 'booleancheckbox',
}

/** `""` clears a property of any type. */
function problemOf(
  { name, type, options, readOnly, hubspotDefined }: PropertyDefinition,
  value: string,
): Omit<PropertyProblem, 'name'> | undefined {
  if (readOnly) return { error: 'READ_ONLY_VALUE', message: `"${name}" is a read only property` }
  if (value === '') return undefined
  if (name === 'email' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value)) {
    return { error: 'INVALID_EMAIL', message: `Email address ${value} is invalid` }
  }
  switch (type) {
    case 'string':
      return value.length > MAX_TEXT
        ? { error: 'INVALID_LENGTH', message: `${name} is longer than ${MAX_TEXT} characters` }
        : undefined
    case 'number':
      return Number.isFinite(Number(value))
        ? undefined
        : { error: 'INVALID_INTEGER', message: `${value} was not a valid number` }
    case 'bool':
      return value === 'true' || value === 'false'
        ? undefined
        : { error: 'INVALID_OPTION', message: `${value} was not one of the allowed options: [true, false]` }
    case 'date':
      return readDate(value) % DAY_MS === 0
        ? undefined
        : { error: 'INVALID_DATE', message: `${value} is at a time other than midnight UTC` }
    case 'datetime':
      return Number.isNaN(readDate(value))
        ? { error: 'INVALID_LONG', message: `${value} was not a valid long` }
        : undefined
    case 'enumeration': {
      if (hubspotDefined) return undefined
      const allowed = new Set(options.map(option => option.value))
      // A semicolon before the first value adds to those that are there.
      const unknown = value
        .replace(/^;/, '')
        .split(';')
        .find(part => !allowed.has(part))
      return unknown === undefined
        ? undefined
        : { error: 'INVALID_OPTION', message: `${unknown} was not one of the allowed options` }
    }
    default:
      throw new Error(`Unhandled property type: ${type satisfies never}`)
  }
}

/** Epoch milliseconds or ISO text; NaN for neither. */
export function readDate(value: string): number {
  return /^-?\d+$/.test(value) ? Number(value) : Date.parse(value)
}

/** From memory of the vendor's pages, as is the emulator's use of it. */
const MAX_TEXT = 65_536
const DAY_MS = 86_400_000

export const CONTACT_PROPERTIES: readonly (readonly [string, PropertyType, 'readOnly'?])[] = [
  ['email', 'string'],
  ['firstname', 'string'],
  ['lastname', 'string'],
  ['phone', 'string'],
  ['mobilephone', 'string'],
  ['company', 'string'],
  ['jobtitle', 'string'],
  ['address', 'string'],
  ['city', 'string'],
  ['state', 'string'],
  ['zip', 'string'],
  ['country', 'string'],
  ['gender', 'string'],
  ['date_of_birth', 'string'],
  ['hs_language', 'enumeration'],
  ['hs_timezone', 'enumeration'],
  ['lifecyclestage', 'enumeration'],
  ['hs_additional_emails', 'string', 'readOnly'],
  ['hs_merged_object_ids', 'string', 'readOnly'],
  ['hs_email_optout', 'bool', 'readOnly'],
  ['hs_email_hard_bounce_reason_enum', 'enumeration', 'readOnly'],
  ['hs_object_id', 'number', 'readOnly'],
  ['createdate', 'datetime', 'readOnly'],
  ['lastmodifieddate', 'datetime', 'readOnly'],
]

export const PRODUCT_PROPERTIES: readonly (readonly [string, PropertyType, 'readOnly'?])[] = [
  ['name', 'string'],
  ['price', 'number'],
  ['hs_url', 'string'],
  ['hs_images', 'string'],
  ['hs_product_type', 'string'],
  ['hs_object_id', 'number', 'readOnly'],
  ['createdate', 'datetime', 'readOnly'],
  ['hs_lastmodifieddate', 'datetime', 'readOnly'],
]

export const DEAL_PROPERTIES: readonly (readonly [string, PropertyType, 'readOnly'?])[] = [
  ['dealname', 'string'],
  ['amount', 'number'],
  ['deal_currency_code', 'string'],
  ['closedate', 'datetime'],
  ['dealstage', 'enumeration'],
  ['pipeline', 'enumeration'],
  ['hs_is_closed_won', 'bool', 'readOnly'],
  ['hs_object_id', 'number', 'readOnly'],
  ['createdate', 'datetime', 'readOnly'],
  ['hs_lastmodifieddate', 'datetime', 'readOnly'],
]

export const ORDER_PROPERTIES: readonly (readonly [string, PropertyType, 'readOnly'?])[] = [
  ['hs_order_name', 'string'],
  ['hs_total_price', 'number'],
  ['hs_currency_code', 'string'],
  ['hs_external_created_date', 'datetime'],
  ['hs_object_id', 'number', 'readOnly'],
  ['hs_createdate', 'datetime', 'readOnly'],
  ['hs_lastmodifieddate', 'datetime', 'readOnly'],
]
