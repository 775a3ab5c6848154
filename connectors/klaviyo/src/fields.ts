import type { RemoteField } from '@esplanade/connector-kit'
import { ask, type Context } from './client.ts'
import { FIXED_FIELDS, LOCATION_FIELDS, LOCATION_PREFIX } from './field-names.ts'
import { ROUTES } from './routes.ts'

const SAMPLE_SIZE = 100

/**
 * The vendor keeps no list of custom properties: any name may be written, and its type is that of its
 * values. So the latest 100 changed profiles are asked which properties are in use; a property that
 * none of them has is missing here and can be written all the same.
 */
export async function listFields(context: Context): Promise<readonly RemoteField[]> {
  const { data: body } = await ask(context, ROUTES.profiles, ({ profiles }) =>
    profiles.getProfiles({ sort: '-updated', pageSize: SAMPLE_SIZE, fieldsProfile: ['properties'] }),
  )
  const own = [...Object.keys(FIXED_FIELDS), ...LOCATION_FIELDS.map(name => `${LOCATION_PREFIX}${name}`)]
  const fields = new Map(own.map((name): [string, RemoteField] => [name, { name, type: 'text' }]))
  for (const { attributes } of body.data) {
    for (const [name, value] of Object.entries(attributes.properties ?? {})) {
      if (value !== null && !fields.has(name)) fields.set(name, { name, ...typeOf(value) })
    }
  }
  return [...fields.values()]
}

const DATE = /^\d{4}-\d{2}-\d{2}$/
const INSTANT = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/

function typeOf(value: unknown): Pick<RemoteField, 'type' | 'multiple'> {
  if (typeof value === 'number') return { type: 'number' }
  if (typeof value === 'boolean') return { type: 'boolean' }
  if (Array.isArray(value)) return { type: 'text', multiple: true }
  if (typeof value !== 'string') return { type: null }
  if (DATE.test(value)) return { type: 'date' }
  return { type: INSTANT.test(value) ? 'instant' : 'text' }
}
