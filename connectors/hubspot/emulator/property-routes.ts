import type { EmulatorReply, EmulatorRoute } from '@esplanade/connector-kit/emulator'
import { z } from 'zod'
import type { HubspotAccount } from './hubspot-account.ts'
import { MAX_BATCH, tooMany } from './object-routes.ts'
import type { PropertyDefinition } from './property-catalog.ts'
import { optionsSchema, propertySchema, refuseDefinitions } from './property-definitions.ts'
import { batchReply, errorReply, invalid, readBody } from './replies.ts'

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
      const made = create(account, inputs)
      return Array.isArray(made) ? batchReply(201, account.now, made.map(propertyJson)) : made
    },
  },
  {
    route: 'POST /crm/v3/properties/contacts',
    handle: ({ body }, account) => {
      const read = readBody(propertySchema, body)
      if (!read.ok) return read.reply
      const made = create(account, [read.body])
      return Array.isArray(made) ? { status: 201, body: made.map(propertyJson)[0] } : made
    },
  },
  {
    route: 'GET /crm/v3/properties/contacts/{propertyName}',
    handle: ({ params }, account) => {
      const known = account.contacts.catalog.get(params.propertyName ?? '')
      return known ? { status: 200, body: propertyJson(known) } : noProperty(params.propertyName)
    },
  },
  {
    route: 'DELETE /crm/v3/properties/contacts/{propertyName}',
    handle: ({ params: { propertyName = '' } }, account) => {
      const { catalog } = account.contacts
      const known = catalog.get(propertyName)
      if (!known) return noProperty(propertyName)
      if (known.hubspotDefined) return invalid(`"${propertyName}" is a property of HubSpot's own.`)
      if (catalog.inUse.has(propertyName)) {
        return invalid(`"${propertyName}" is in use and cannot be deleted.`, {
          subCategory: 'PropertyValidationError.CANNOT_DELETE_PROPERTY_IN_USE',
        })
      }
      catalog.archive(propertyName)
      return { status: 204 }
    },
  },
  {
    route: 'PATCH /crm/v3/properties/contacts/{propertyName}',
    handle: ({ params, body }, account) => {
      const read = readBody(changeSchema, body)
      if (!read.ok) return read.reply
      const { catalog } = account.contacts
      const before = catalog.get(params.propertyName ?? '')
      if (before === undefined) return noProperty(params.propertyName)
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

/** All of them or none. One of a name that was archived comes back as it was. */
function create(
  account: HubspotAccount,
  inputs: z.output<typeof batchSchema>['inputs'],
): PropertyDefinition[] | EmulatorReply {
  const { catalog } = account.contacts
  const taken = inputs.find(({ name }) => catalog.get(name) !== undefined)
  if (taken) {
    return errorReply(409, 'OBJECT_ALREADY_EXISTS', `A property named '${taken.name}' already exists.`, {
      subCategory: 'Properties.PROPERTY_WITH_NAME_EXISTS',
    })
  }
  const wrong = refuseDefinitions(catalog, inputs)
  if (wrong !== undefined) return invalid(wrong)
  for (const input of inputs) if (!catalog.restore(input.name)) account.addProperty(input)
  return inputs.flatMap(({ name }) => catalog.get(name) ?? [])
}

const noProperty = (name = ''): EmulatorReply =>
  errorReply(404, 'OBJECT_NOT_FOUND', `Property "${name}" does not exist`)

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
    hasUniqueValue: definition.hasUniqueValue ?? false,
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
