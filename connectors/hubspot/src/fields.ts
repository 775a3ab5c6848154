import { addFields, ConnectorError, chunksOf, onFailure, type RemoteField } from '@esplanade/connector-kit'
import type { Property } from '@hubspot/api-client/lib/codegen/crm/properties/models/Property.js'
import {
  PropertyCreateFieldTypeEnum as Kept,
  type PropertyCreate,
  PropertyCreateTypeEnum as Type,
} from '@hubspot/api-client/lib/codegen/crm/properties/models/PropertyCreate.js'
import { ask, type Context, write } from './api-request.ts'
import { fieldOf, MANAGED_GROUP } from './properties.ts'

const MAX_BATCH = 100

export const DEFINITIONS_ROUTE = 'GET /crm/v3/properties/contacts'
const GROUP_ROUTE = 'POST /crm/v3/properties/contacts/groups'
const CREATE_ROUTE = 'POST /crm/v3/properties/contacts/batch/create'
/** Options of a field that is there take one call in place of the last two. */
export const MAKING_FIELDS = [
  { route: DEFINITIONS_ROUTE },
  { route: GROUP_ROUTE },
  { route: CREATE_ROUTE, perRows: MAX_BATCH },
] as const

export const readDefinitions = async (context: Context): Promise<readonly Property[]> =>
  (await ask(context, DEFINITIONS_ROUTE, ({ crm }) => crm.properties.coreApi.getAllWithHttpInfo('contacts')))
    .results

export const listFields = async (context: Context): Promise<readonly RemoteField[]> =>
  (await readDefinitions(context)).map(fieldOf)

/** Creates properties in the hub's own group; pick lists that exist get the options that they lack. */
export async function createFields(
  context: Context,
  _container: string,
  fields: readonly RemoteField[],
): Promise<void> {
  if (fields.length === 0) return
  await addFields(fields, {
    known: new Map((await readDefinitions(context)).map(property => [property.name, property])),
    optionsOf: ({ options }) => options.map(({ value }) => value),
    create: async missing => {
      await ensureGroup(context)
      for (const some of chunksOf(missing, MAX_BATCH)) await createBatch(context, some.map(propertyOf))
    },
    // What is sent replaces all options, so the ones that are there go along.
    addOptions: async ({ name, options }, lacking) => {
      const all = [...options, ...lacking.map((option, at) => optionOf(option, options.length + at))]
      await write(context, 'PATCH /crm/v3/properties/contacts/{propertyName}', ({ crm }) =>
        crm.properties.coreApi.updateWithHttpInfo('contacts', name, { options: all }),
      )
    },
  })
}

const optionOf = (value: string, displayOrder: number, label = value) => ({
  label,
  value,
  displayOrder,
  hidden: false,
})

async function ensureGroup(context: Context): Promise<void> {
  const group = { name: MANAGED_GROUP, label: 'Esplanade' }
  const created = write(context, GROUP_ROUTE, ({ crm }) =>
    crm.properties.groupsApi.createWithHttpInfo('contacts', group),
  )
  // Asking first would cost a call each time; that it exists already is what we want.
  await onFailure('rejected', created, error => {
    if (error.failure.status !== 409) throw error
  })
}

async function createBatch(context: Context, inputs: PropertyCreate[]): Promise<void> {
  const answer = await write(
    context,
    CREATE_ROUTE,
    ({ crm }) => crm.properties.batchApi.createWithHttpInfo('contacts', { inputs }),
    { idempotent: false },
  )
  const [refused] = 'errors' in answer ? (answer.errors ?? []) : []
  if (refused === undefined) return
  const { category: code, message } = refused
  const words = `HubSpot did not create a property (${code}): ${message} Choose another field name.`
  throw new ConnectorError('rejected', CREATE_ROUTE, { status: 207, code, message }, words)
}

function propertyOf({ name, type, options, multiple }: RemoteField): PropertyCreate {
  if (type === null) throw new RangeError(`The property ${name} has no type that the hub can fill.`)
  // `churn_risk` reads "Churn risk".
  const words = name.replaceAll('_', ' ')
  const label = `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`
  const shared = { name, label, groupName: MANAGED_GROUP }
  if (!options && !multiple) return { ...shared, ...SPELLINGS[type] }
  const fieldType = multiple ? Kept.Checkbox : Kept.Select
  const kept = (options ?? []).map((option, at) => optionOf(option, at))
  return { ...shared, type: Type.Enumeration, fieldType, options: kept }
}

const SPELLINGS: Readonly<
  Record<NonNullable<RemoteField['type']>, Pick<PropertyCreate, 'type' | 'fieldType' | 'options'>>
> = {
  text: { type: Type.String, fieldType: Kept.Text },
  number: { type: Type.Number, fieldType: Kept.Number },
  date: { type: Type.Date, fieldType: Kept.Date },
  instant: { type: Type.Datetime, fieldType: Kept.Date },
  boolean: {
    type: Type.Bool,
    fieldType: Kept.Booleancheckbox,
    options: [optionOf('true', 0, 'Yes'), optionOf('false', 1, 'No')],
  },
}
