import type { RemoteField, Value } from '@esplanade/connector-kit'
import type { Property } from '@hubspot/api-client/lib/codegen/crm/properties/models/Property.js'

/** HubSpot's own properties that mean a standard attribute. */
export const STANDARD_PROPERTIES: Readonly<Record<string, string>> = {
  firstname: 'first_name',
  lastname: 'last_name',
  company: 'company',
  hs_language: 'language',
  country: 'country',
  state: 'region',
  city: 'city',
  zip: 'postal_code',
  hs_timezone: 'time_zone',
  gender: 'gender',
  date_of_birth: 'birthday',
  createdate: 'signed_up_at',
}

/** The properties that the hub made are in a group of their own, so that people see whose they are. */
export const MANAGED_GROUP = 'esplanade'

/** What the pull needs beside the fields. The opt-out and bounce properties are named from memory of the vendor's pages. */
export const TECHNICAL = {
  email: 'email',
  otherEmails: 'hs_additional_emails',
  mergedIds: 'hs_merged_object_ids',
  optedOut: 'hs_email_optout',
  hardBounce: 'hs_email_hard_bounce_reason_enum',
  modified: 'lastmodifieddate',
} as const

/** Which of the account's properties become fields. */
export function chooseProperties(
  definitions: readonly Property[],
  wanted: readonly string[] | undefined,
): ReadonlyMap<string, Property> {
  const technical = new Set<string>(Object.values(TECHNICAL))
  const chosen = definitions.filter(({ name, groupName, hubspotDefined }) => {
    if (technical.has(name)) return false
    if (name in STANDARD_PROPERTIES || groupName === MANAGED_GROUP) return true
    return wanted === undefined ? hubspotDefined !== true : wanted.includes(name)
  })
  return new Map(chosen.map(definition => [definition.name, definition]))
}

/** A property as a field; without a type where only HubSpot writes it, or where its options are not told. */
export function fieldOf(property: Property): RemoteField {
  const { name, type, fieldType, options, modificationMetadata, calculated } = property
  if (modificationMetadata?.readOnlyValue || calculated) return { name, type: null }
  if (type === 'string') return { name, type: 'text', most: MOST_TEXT }
  if (type !== 'enumeration') return { name, type: TYPES[type] ?? null }
  if (options.length === 0) return { name, type: null }
  const multiple = fieldType === 'checkbox'
  return { name, type: 'text', options: options.map(({ value }) => value), ...(multiple && { multiple }) }
}

/** From memory of the vendor's pages. */
const MOST_TEXT = { unit: 'characters', count: 65_536 } as const

const TYPES: Readonly<Record<string, RemoteField['type']>> = {
  number: 'number',
  bool: 'boolean',
  date: 'date',
  datetime: 'instant',
}

/** Every value travels as text; undefined for a blank one. */
export function readValue(property: Property, text: string | null | undefined): Value | undefined {
  if (text === null || text === undefined || text === '') return undefined
  switch (property.type) {
    case 'number':
      return Number.isFinite(Number(text)) ? Number(text) : text
    case 'bool':
      return text === 'true'
    case 'date':
      return EPOCH.test(text) ? new Date(Number(text)).toISOString().slice(0, 10) : text.slice(0, 10)
    case 'datetime':
      return EPOCH.test(text) ? new Date(Number(text)).toISOString() : text
    case 'enumeration':
      return property.fieldType === 'checkbox' ? splitList(text) : text
    default:
      return text
  }
}

/** `""` clears a property; a pick list takes its values joined by semicolons. */
export function writeValue(value: Value | null): string {
  if (value === null) return ''
  return Array.isArray(value) ? value.join(';') : String(value)
}

/** Semicolon lists: further addresses, merged ids, several picks. */
export const splitList = (text: string | null | undefined): string[] =>
  (text ?? '')
    .split(';')
    .map(part => part.trim())
    .filter(part => part !== '')

const EPOCH = /^-?\d{11,}$/
