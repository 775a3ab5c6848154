import { addFields, type DescribedField, describedField, type RemoteField } from '@esplanade/connector-kit'
import { Brevo } from '@getbrevo/brevo'
import { ask, type BrevoContext, tell } from './client.ts'
import { ROUTES } from './routes.ts'

type Attribute = Brevo.GetAttributesResponse.Attributes.Item

/** Attributes as the hub can fill them: calculated ones, choices by number and users' ids it cannot. */
export async function listAttributes(context: BrevoContext): Promise<readonly DescribedField[]> {
  const { data } = await ask(context, ROUTES.attributes, client => client.contacts.getAttributes())
  return data.attributes.map(attribute =>
    describedField(toField(attribute), {
      vendorType: `${attribute.category}/${attribute.type ?? 'none'}`,
    }),
  )
}

export async function listFields(context: BrevoContext): Promise<readonly RemoteField[]> {
  const { data } = await ask(context, ROUTES.attributes, client => client.contacts.getAttributes())
  return data.attributes.map(toField)
}

/** One call per attribute: Brevo has no other way. One that exists gets the options that it lacks. */
export async function createFields(
  context: BrevoContext,
  _container: string,
  fields: readonly RemoteField[],
): Promise<void> {
  const attributeCategory = 'normal'
  await addFields(fields, {
    known: new Map((await listFields(context)).map(field => [field.name, field])),
    optionsOf: ({ multiple, options }) => (multiple ? options : undefined),
    create: async missing => {
      for (const { name: attributeName, type, options = [], multiple } of missing) {
        const kind = multiple
          ? { type: MULTIPLE, multiCategoryOptions: [...options] }
          : { type: TYPES[type ?? 'text'] }
        await tell(context, ROUTES.createAttribute, client =>
          client.contacts.createAttribute({ attributeCategory, attributeName, ...kind }),
        )
      }
    },
    addOptions: ({ name: attributeName }, lacking) =>
      tell(context, ROUTES.updateAttribute, ({ contacts }) =>
        contacts.updateAttribute({
          attributeCategory,
          attributeName,
          multiCategoryOptions: [...lacking],
        }),
      ),
  })
}

const { Text, Float, Boolean: YesNo, Date: Day, MultipleChoice: MULTIPLE } = Brevo.CreateAttributeRequest.Type

/** Brevo has days and no times of day: an instant is written as its day. */
const TYPES = { text: Text, number: Float, boolean: YesNo, date: Day, instant: Day } as const

const FIELD_TYPES: Readonly<Record<string, RemoteField['type']>> = {
  text: 'text',
  float: 'number',
  boolean: 'boolean',
  date: 'date',
}

function toField({ name, category, type, multiCategoryOptions }: Attribute): RemoteField {
  if (category !== 'normal') return { name, type: null }
  if (type === MULTIPLE) return { name, type: 'text', multiple: true, options: multiCategoryOptions ?? [] }
  return { name, type: FIELD_TYPES[type ?? ''] ?? null }
}
