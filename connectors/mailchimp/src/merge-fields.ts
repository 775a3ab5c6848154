import { configError, type RemoteField, type Value } from '@esplanade/connector-kit'
import { ask, type Context } from './ask.ts'
import { allRows } from './rows.ts'
import { mergeField } from './shapes.ts'

/** What Mailchimp takes as a merge tag. */
const TAG = /^[A-Z0-9_]{1,10}$/

/**
 * Mailchimp's types by what the hub may put there. A birthday has no year and an address has parts:
 * neither is a value that the hub could fill and find again.
 */
const TYPES: Readonly<Record<string, RemoteField['type']>> = {
  text: 'text',
  number: 'number',
  date: 'date',
  phone: 'text',
  zip: 'text',
  url: 'text',
  imageurl: 'text',
  radio: 'text',
  dropdown: 'text',
}

/** Merge fields hold no booleans and no moments; both are kept as text. */
const CREATED_AS: Readonly<Record<NonNullable<RemoteField['type']>, string>> = {
  text: 'text',
  number: 'number',
  date: 'date',
  boolean: 'text',
  instant: 'text',
}

export async function listFields(context: Context, listId: string): Promise<RemoteField[]> {
  const found = await allRows(context, {
    route: 'GET /lists/{list_id}/merge-fields',
    key: 'merge_fields',
    row: mergeField,
    request: ({ lists }, options) => lists.getListMergeFieldsWithHttpInfo(listId, options),
  })
  return found.map(({ tag, type }) => ({ name: tag, type: TYPES[type] ?? null }))
}

/** Mailchimp creates merge fields one by one. All names are checked before the first is made. */
export async function createFields(
  context: Context,
  listId: string,
  fields: readonly RemoteField[],
): Promise<void> {
  for (const { name, type } of fields) {
    if (!TAG.test(name)) {
      throw configError(
        CREATE_FIELD,
        `"${name}" cannot be a Mailchimp merge tag: those are 1 to 10 of A-Z, 0-9 and _. Rename the field in the sync.`,
      )
    }
    if (type === null) {
      throw configError(CREATE_FIELD, `The merge field "${name}" needs a type. Give it one in the sync.`)
    }
  }
  for (const { name, type } of fields) {
    const body = { tag: name, name, type: CREATED_AS[type ?? 'text'], public: false }
    await ask(context, CREATE_FIELD, mergeField, { idempotent: false, priority: 'push' }, ({ lists }) =>
      lists.addListMergeFieldWithHttpInfo(listId, body),
    )
  }
}

/** A value as a merge field takes it; an empty text clears any field. */
export function mergeValue(value: Value | null): string | number {
  if (value === null) return ''
  if (typeof value === 'number' || typeof value === 'string') return value
  return typeof value === 'boolean' ? String(value) : value.join(', ')
}

const CREATE_FIELD = 'POST /lists/{list_id}/merge-fields'
