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
  /** No two records may have the same value. */
  readonly hasUniqueValue?: boolean
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
  readonly #archived = new Map<string, PropertyDefinition>()
  readonly groups = new Map<string, string>()
  /** Names that lists, forms or workflows of the account rely on: these cannot be archived. */
  readonly inUse = new Set<string>()
  #uniqueNames: readonly string[] = []

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
    this.#uniqueNames = this.all().flatMap(({ name, hasUniqueValue }) => (hasUniqueValue ? [name] : []))
  }

  /** Names of the properties that the account made unique. */
  uniqueNames(): readonly string[] {
    return this.#uniqueNames
  }

  /** Its values stay with the records, unseen. */
  archive(name: string): void {
    const definition = this.#definitions.get(name)
    if (definition === undefined) return
    this.#archived.set(name, definition)
    this.#definitions.delete(name)
    this.#uniqueNames = this.#uniqueNames.filter(unique => unique !== name)
  }

  /** Brings an archived property back as it was; undefined where there is none. */
  restore(name: string): PropertyDefinition | undefined {
    const definition = this.#archived.get(name)
    if (definition === undefined) return undefined
    this.#archived.delete(name)
    this.add(definition)
    return definition
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
  { name, type, fieldType, options, readOnly, hubspotDefined }: PropertyDefinition,
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
      // Several checkboxes take several values; a semicolon before the first adds to those that are there.
      const parts = fieldType === 'checkbox' ? value.replace(/^;/, '').split(';') : [value]
      const unknown = parts.find(part => !allowed.has(part))
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
