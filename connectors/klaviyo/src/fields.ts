import type { RemoteField } from '@esplanade/connector-kit'
import { answered } from './client.ts'
import { FIXED_FIELDS, LOCATION_FIELDS, LOCATION_PREFIX } from './field-names.ts'
import type { KlaviyoContext } from './pages.ts'
import { ROUTES } from './routes.ts'

const SAMPLE_SIZE = 100

/**
 * The vendor keeps no list of custom properties: any name may be written, and its type is that of its
 * values. So the latest 100 changed profiles are asked which properties are in use; a property that
 * none of them has is missing here and can be written all the same.
 */
export async function listFields(context: KlaviyoContext): Promise<readonly RemoteField[]> {
  const { data: body } = await context.session.call(ROUTES.profiles, { idempotent: true }, () =>
    answered(
      context.client.profiles.getProfiles({
        sort: '-updated',
        pageSize: SAMPLE_SIZE,
        fieldsProfile: ['properties'],
      }),
    ),
  )
  const fields = new Map<string, RemoteField>()
  for (const name of Object.keys(FIXED_FIELDS)) fields.set(name, { name, type: 'text' })
  for (const field of LOCATION_FIELDS) {
    const name = `${LOCATION_PREFIX}${field}`
    fields.set(name, { name, type: 'text' })
  }
  for (const { attributes } of body.data) {
    for (const [name, value] of Object.entries(attributes.properties ?? {})) {
      if (value !== null && !fields.has(name)) fields.set(name, { name, ...typeOf(value) })
    }
  }
  return [...fields.values()]
}

/** A property comes into being with the first value written to it, so there is nothing to create. */
export async function createFields(): Promise<void> {}

const DATE = /^\d{4}-\d{2}-\d{2}$/
const INSTANT = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/

function typeOf(value: unknown): Pick<RemoteField, 'type' | 'multiple'> {
  if (typeof value === 'number' || typeof value === 'boolean')
    return { type: typeof value as 'number' | 'boolean' }
  if (Array.isArray(value)) return { type: 'text', multiple: true }
  if (typeof value !== 'string') return { type: null }
  if (DATE.test(value)) return { type: 'date' }
  return { type: INSTANT.test(value) ? 'instant' : 'text' }
}
