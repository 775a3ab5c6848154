import type { EmulatorReply, EmulatorRoute } from '@esplanade/connector-kit/emulator'
import { z } from 'zod'
import type { EventDefinition } from './custom-event-store.ts'
import type { HubspotAccount } from './hubspot-account.ts'
import { errorReply, invalid, readBody } from './replies.ts'

/** From memory of the vendor's pages. */
const MAX_BATCH = 500

const defineSchema = z.object({
  label: z.string().min(1),
  name: z.string().regex(/^[a-z][a-z0-9_-]*$/),
  primaryObject: z.string().optional(),
  propertyDefinitions: z.array(z.object({ name: z.string(), label: z.string(), type: z.string() })),
})
const eventSchema = z.object({
  eventName: z.string(),
  objectId: z.string().optional(),
  email: z.string().optional(),
  occurredAt: z.iso.datetime().optional(),
  uuid: z.string().optional(),
  properties: z.record(z.string(), z.string()).default({}),
})
const sendSchema = z.object({ inputs: z.array(eventSchema) })

/** Custom events, which accounts of the highest tier have. */
export const customEventRoutes: readonly EmulatorRoute<HubspotAccount>[] = [
  {
    route: 'GET /events/v3/event-definitions',
    handle: ({ query }, account) => {
      const found = account.customEvents.search(query.get('searchString') ?? '')
      return (
        refuseTier(account) ?? {
          status: 200,
          body: { total: found.length, results: found.map(definitionJson) },
        }
      )
    },
  },
  {
    route: 'POST /events/v3/event-definitions',
    handle: ({ body }, account) => {
      const read = readBody(defineSchema, body)
      const refused = refuseTier(account)
      if (refused) return refused
      if (!read.ok) return read.reply
      const { name, label, propertyDefinitions } = read.body
      const names = propertyDefinitions.map(property => property.name)
      const defined = account.customEvents.define(name, label, names, account.now)
      return defined
        ? { status: 201, body: definitionJson(defined) }
        : errorReply(409, 'OBJECT_ALREADY_EXISTS', `An event named '${name}' already exists.`)
    },
  },
  {
    route: 'POST /events/v3/send/batch',
    handle: ({ body }, account) => {
      const read = readBody(sendSchema, body)
      if (!read.ok) return read.reply
      const { inputs } = read.body
      if (inputs.length > MAX_BATCH)
        return invalid(`The batch holds ${inputs.length} inputs; the maximum is ${MAX_BATCH}.`)
      return record(account, inputs)
    },
  },
  {
    route: 'POST /events/v3/send',
    handle: ({ body }, account) => {
      const read = readBody(eventSchema, body)
      return read.ok ? record(account, [read.body]) : read.reply
    },
  },
]

/** All of them, or none where one has no definition. */
function record(account: HubspotAccount, inputs: z.output<typeof sendSchema>['inputs']): EmulatorReply {
  const unknown = inputs.find(({ eventName }) => !account.customEvents.definition(eventName))
  if (unknown) return invalid(`No event definition found for ${unknown.eventName}.`)
  for (const [at, { occurredAt, uuid, objectId, email, ...rest }] of inputs.entries()) {
    account.customEvents.record({
      ...rest,
      objectId,
      email,
      uuid: uuid ?? `generated-${account.now}-${at}`,
      at: occurredAt === undefined ? account.now : Date.parse(occurredAt),
    })
  }
  return { status: 204 }
}

const refuseTier = ({ tier }: HubspotAccount): EmulatorReply | undefined =>
  tier === 'enterprise'
    ? undefined
    : errorReply(403, 'MISSING_SCOPES', 'Custom events require an Enterprise subscription.')

function definitionJson({ name, label, fullyQualifiedName, properties, createdAt }: EventDefinition) {
  const at = new Date(createdAt).toISOString()
  return {
    id: fullyQualifiedName,
    name,
    fullyQualifiedName,
    labels: { singular: label, plural: null },
    primaryObject: 'CONTACT',
    archived: false,
    properties: properties.map(property => ({ name: property, label: property, type: 'string' })),
    createdAt: at,
    updatedAt: at,
  }
}
