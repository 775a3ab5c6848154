import { ConnectorError, type RemoteField } from '@esplanade/connector-kit'
import type { Property } from '@hubspot/api-client/lib/codegen/crm/properties/models/Property.js'
import {
  type PropertyCreate,
  PropertyCreateFieldTypeEnum,
  PropertyCreateTypeEnum,
} from '@hubspot/api-client/lib/codegen/crm/properties/models/PropertyCreate.js'
import type { Context } from './api-request.ts'
import { fieldType, MANAGED_GROUP } from './properties.ts'

const MAX_BATCH = 100

export async function readDefinitions({ client, session }: Context): Promise<readonly Property[]> {
  const { data } = await session.call('GET /crm/v3/properties/contacts', { idempotent: true }, () =>
    client.crm.properties.coreApi.getAllWithHttpInfo('contacts'),
  )
  return data.results
}

export async function listFields(context: Context): Promise<readonly RemoteField[]> {
  const definitions = await readDefinitions(context)
  return definitions.map(property => ({ name: property.name, type: fieldType(property) }))
}

/** Creates properties in the hub's own group. */
export async function createFields(
  context: Context,
  _container: string,
  fields: readonly RemoteField[],
): Promise<void> {
  if (fields.length === 0) return
  await ensureGroup(context)
  for (let from = 0; from < fields.length; from += MAX_BATCH) {
    const inputs = fields.slice(from, from + MAX_BATCH).map(propertyOf)
    await createBatch(context, inputs)
  }
}

async function ensureGroup({ client, session }: Context): Promise<void> {
  try {
    await session.call(
      'POST /crm/v3/properties/contacts/groups',
      { idempotent: true, priority: 'push' },
      () =>
        client.crm.properties.groupsApi.createWithHttpInfo('contacts', {
          name: MANAGED_GROUP,
          label: 'Esplanade',
        }),
    )
  } catch (error) {
    // Asking first would cost a call each time; that it exists already is what we want.
    if (!(error instanceof ConnectorError) || error.failure.status !== 409) throw error
  }
}

const CREATE_ROUTE = 'POST /crm/v3/properties/contacts/batch/create'

async function createBatch({ client, session }: Context, inputs: PropertyCreate[]): Promise<void> {
  const { data } = await session.call(CREATE_ROUTE, { idempotent: false, priority: 'push' }, () =>
    client.crm.properties.batchApi.createWithHttpInfo('contacts', { inputs }),
  )
  const [refused] = 'errors' in data ? (data.errors ?? []) : []
  if (refused === undefined) return
  const failure = { status: 207, code: refused.category, message: refused.message }
  throw new ConnectorError(
    'rejected',
    CREATE_ROUTE,
    failure,
    `HubSpot did not create a property (${refused.category}): ${refused.message} Choose another field name.`,
  )
}

function propertyOf({ name, type }: RemoteField): PropertyCreate {
  if (type === null) throw new RangeError(`The property ${name} has no type that the hub can fill.`)
  return { name, label: labelOf(name), groupName: MANAGED_GROUP, ...SPELLINGS[type] }
}

const SPELLINGS: Readonly<
  Record<NonNullable<RemoteField['type']>, Pick<PropertyCreate, 'type' | 'fieldType' | 'options'>>
> = {
  text: { type: PropertyCreateTypeEnum.String, fieldType: PropertyCreateFieldTypeEnum.Text },
  number: { type: PropertyCreateTypeEnum.Number, fieldType: PropertyCreateFieldTypeEnum.Number },
  date: { type: PropertyCreateTypeEnum.Date, fieldType: PropertyCreateFieldTypeEnum.Date },
  instant: { type: PropertyCreateTypeEnum.Datetime, fieldType: PropertyCreateFieldTypeEnum.Date },
  boolean: {
    type: PropertyCreateTypeEnum.Bool,
    fieldType: PropertyCreateFieldTypeEnum.Booleancheckbox,
    options: [
      { label: 'Yes', value: 'true', displayOrder: 0, hidden: false },
      { label: 'No', value: 'false', displayOrder: 1, hidden: false },
    ],
  },
}

/** `churn_risk` reads "Churn risk". */
function labelOf(name: string): string {
  const words = name.replaceAll('_', ' ')
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`
}
