import { z } from 'zod'
import { PROPERTY_TYPES, type PropertyCatalog, type PropertyType } from './property-catalog.ts'

/** Custom properties of one kind of record. */
const MAX_CUSTOM = 1_000
/** Unique ones among them. */
const MAX_UNIQUE = 10
/** From memory of the vendor's pages. */
const MAX_OPTIONS = 5_000

export const optionsSchema = z
  .array(z.object({ label: z.string(), value: z.string(), hidden: z.boolean() }))
  .max(MAX_OPTIONS)
export const propertySchema = z.object({
  name: z.string().regex(/^[a-z][a-z0-9_]*$/),
  label: z.string().min(1),
  type: z.enum(PROPERTY_TYPES),
  fieldType: z.string().min(1),
  groupName: z.string().min(1),
  options: optionsSchema.default([]),
  hasUniqueValue: z.boolean().default(false),
})
type NewProperty = z.output<typeof propertySchema>

/** How a value of each type may be shown in the vendor's own forms. */
const FIELD_TYPES: Readonly<Record<PropertyType, readonly string[]>> = {
  string: ['text', 'textarea', 'html', 'phonenumber', 'file', 'calculation_equation'],
  number: ['number', 'calculation_equation'],
  date: ['date'],
  datetime: ['date'],
  enumeration: ['select', 'radio', 'checkbox', 'booleancheckbox', 'calculation_equation'],
  bool: ['booleancheckbox', 'calculation_equation'],
}

/** What is wrong with new properties, in the vendor's manner; undefined when they may all be made. */
export function refuseDefinitions(
  catalog: PropertyCatalog,
  inputs: readonly NewProperty[],
): string | undefined {
  for (const { groupName, type, fieldType, name } of inputs) {
    if (!catalog.groups.has(groupName)) return `Property group "${groupName}" does not exist`
    if (!FIELD_TYPES[type].includes(fieldType))
      return `The field type ${fieldType} of "${name}" is not one of the type ${type}`
  }
  const custom = catalog.all().filter(({ hubspotDefined }) => !hubspotDefined)
  if (custom.length + inputs.length > MAX_CUSTOM)
    return `There are ${custom.length} custom properties; the maximum is ${MAX_CUSTOM}.`
  const unique = inputs.filter(({ hasUniqueValue }) => hasUniqueValue)
  if (unique.length > 0 && catalog.uniqueNames().length + unique.length > MAX_UNIQUE)
    return `The maximum of ${MAX_UNIQUE} unique properties would be exceeded.`
  return undefined
}
