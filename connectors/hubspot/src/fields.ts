import { ConnectorError, type RemoteField } from '@esplanade/connector-kit'
import type { Property } from '@hubspot/api-client/lib/codegen/crm/properties/models/Property.js'
import {
  type PropertyCreate,
  PropertyCreateFieldTypeEnum,
  PropertyCreateTypeEnum,
} from '@hubspot/api-client/lib/codegen/crm/properties/models/PropertyCreate.js'
import type { Context } from './api-request.ts'
import { fieldOf, MANAGED_GROUP } from './properties.ts'

const MAX_BATCH = 100

export async function readDefinitions({ client, session }: Context): Promise<readonly Property[]> {
  const { data } = await session.call('GET /crm/v3/properties/contacts', { idempotent: true }, () =>
    client.crm.properties.coreApi.getAllWithHttpInfo('contacts'),
  )
  return data.results
}

export async function listFields(context: Context): Promise<readonly RemoteField[]> {
  return (await readDefinitions(context)).map(fieldOf)
}

/** Creates properties in the hub's own group; pick lists that exist get the options that they lack. */
export async function createFields(
  context: Context,
  _container: string,
  fields: readonly RemoteField[],
): Promise<void> {
  if (fields.length === 0) return
  const known = new Map((await readDefinitions(context)).map(property => [property.name, property]))
  const missing = fields.filter(({ name }) => !known.has(name))
  if (missing.length > 0) await ensureGroup(context)
  for (let from = 0; from < missing.length; from += MAX_BATCH) {
    await createBatch(context, missing.slice(from, from + MAX_BATCH).map(propertyOf))
  }
  for (const { name, options = [] } of fields) {
    const property = known.get(name)
    if (property) await addOptions(context, property, options)
  }
}

const UPDATE_ROUTE = 'PATCH /crm/v3/properties/contacts/{propertyName}'

/** What is sent replaces all options, so the ones that are there go along. */
async function addOptions(
  { client, session }: Context,
  { name, options }: Pick<Property, 'name' | 'options'>,
  wanted: readonly string[],
): Promise<void> {
  const lacking = wanted.filter(option => !options.some(({ value }) => value === option))
  if (lacking.length === 0) return
  const all = [...options, ...lacking.map((option, at) => optionOf(option, options.length + at))]
  await session.call(UPDATE_ROUTE, { idempotent: true, priority: 'push' }, () =>
    client.crm.properties.coreApi.updateWithHttpInfo('contacts', name, { options: all }),
  )
}

const optionOf = (value: string, displayOrder: number) => ({
  label: value,
  value,
  displayOrder,
  hidden: false,
})

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

function propertyOf({ name, type, options, multiple }: RemoteField): PropertyCreate {
  if (type === null) throw new RangeError(`The property ${name} has no type that the hub can fill.`)
  if (options || multiple) {
    return {
      name,
      label: labelOf(name),
      groupName: MANAGED_GROUP,
      type: PropertyCreateTypeEnum.Enumeration,
      fieldType: multiple ? PropertyCreateFieldTypeEnum.Checkbox : PropertyCreateFieldTypeEnum.Select,
      options: (options ?? []).map(optionOf),
    }
  }
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
