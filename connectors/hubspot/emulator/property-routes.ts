import type { EmulatorRoute } from '@esplanade/connector-kit/emulator'
import { z } from 'zod'
import type { HubspotAccount } from './hubspot-account.ts'
import { MAX_BATCH, tooMany } from './object-routes.ts'
import { PROPERTY_TYPES, type PropertyDefinition } from './property-catalog.ts'
import { batchReply, errorReply, invalid, readBody } from './replies.ts'

const optionsSchema = z.array(z.object({ label: z.string(), value: z.string(), hidden: z.boolean() }))
const propertySchema = z.object({
  name: z.string().regex(/^[a-z][a-z0-9_]*$/),
  label: z.string().min(1),
  type: z.enum(PROPERTY_TYPES),
  fieldType: z.string().min(1),
  groupName: z.string().min(1),
  options: optionsSchema.default([]),
})
/** The options that come replace all that were there. */
const changeSchema = z.object({ options: optionsSchema })
const batchSchema = z.object({ inputs: z.array(propertySchema) })
const groupSchema = z.object({ name: z.string().min(1), label: z.string().min(1) })

/** Definitions of contact properties. */
export const propertyRoutes: readonly EmulatorRoute<HubspotAccount>[] = [
  {
    route: 'GET /crm/v3/properties/contacts',
    handle: (_, account) => ({
      status: 200,
      body: { results: account.contacts.catalog.all().map(propertyJson) },
    }),
  },
  {
    route: 'POST /crm/v3/properties/contacts/batch/create',
    handle: ({ body }, account) => {
      const read = readBody(batchSchema, body)
      if (!read.ok) return read.reply
      const { inputs } = read.body
      if (inputs.length > MAX_BATCH) return tooMany(inputs.length)
      const { catalog } = account.contacts
      for (const { name, groupName } of inputs) {
        if (!catalog.groups.has(groupName)) return invalid(`Property group "${groupName}" does not exist`)
        if (catalog.get(name) !== undefined) {
          return errorReply(409, 'OBJECT_ALREADY_EXISTS', `A property named '${name}' already exists.`, {
            subCategory: 'Properties.PROPERTY_WITH_NAME_EXISTS',
          })
        }
      }
      for (const input of inputs) account.addProperty(input)
      const created = inputs.flatMap(({ name }) => catalog.get(name) ?? [])
      return batchReply(201, account.now, created.map(propertyJson))
    },
  },
  {
    route: 'PATCH /crm/v3/properties/contacts/{propertyName}',
    handle: ({ params, body }, account) => {
      const read = readBody(changeSchema, body)
      if (!read.ok) return read.reply
      const { catalog } = account.contacts
      const before = catalog.get(params.propertyName ?? '')
      if (before === undefined)
        return errorReply(404, 'OBJECT_NOT_FOUND', `Property "${params.propertyName}" does not exist`)
      const after = { ...before, ...read.body }
      catalog.add(after)
      return { status: 200, body: propertyJson(after) }
    },
  },
  {
    route: 'GET /crm/v3/properties/contacts/groups',
    handle: (_, account) => ({
      status: 200,
      body: { results: [...account.contacts.catalog.groups].map(([name, label]) => groupJson(name, label)) },
    }),
  },
  {
    route: 'POST /crm/v3/properties/contacts/groups',
    handle: ({ body }, account) => {
      const read = readBody(groupSchema, body)
      if (!read.ok) return read.reply
      const { name, label } = read.body
      const { groups } = account.contacts.catalog
      if (groups.has(name)) {
        return errorReply(409, 'OBJECT_ALREADY_EXISTS', `A property group named '${name}' already exists.`)
      }
      groups.set(name, label)
      return { status: 201, body: groupJson(name, label) }
    },
  },
]

const groupJson = (name: string, label: string) => ({ name, label, displayOrder: -1, archived: false })

function propertyJson(definition: PropertyDefinition): Record<string, unknown> {
  const { name, label, type, fieldType, groupName, options, hubspotDefined, readOnly, createdAt } = definition
  return {
    name,
    label,
    type,
    fieldType,
    groupName,
    options,
    description: '',
    hubspotDefined,
    calculated: false,
    archived: false,
    createdAt: new Date(createdAt).toISOString(),
    updatedAt: new Date(createdAt).toISOString(),
    modificationMetadata: {
      archivable: !hubspotDefined,
      readOnlyDefinition: hubspotDefined,
      readOnlyValue: readOnly,
    },
  }
}
