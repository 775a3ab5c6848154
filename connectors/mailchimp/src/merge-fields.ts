import { configError, type RemoteField, type Value } from '@esplanade/connector-kit'
import { ask, type Context } from './ask.ts'
import { allRows } from './rows.ts'
import { type MergeField, mergeField } from './shapes.ts'

/** What Mailchimp takes as a merge tag. */
const TAG = /^[A-Z0-9_]{1,10}$/
/** Unconfirmed, from memory; a text that is cut here is cut by us, with a note. */
const MOST = { unit: 'bytes', count: 255 } as const

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

export const MERGE_FIELDS = 'GET /lists/{list_id}/merge-fields'
const CREATE_FIELD = 'POST /lists/{list_id}/merge-fields'
const CHANGE_FIELD = 'PATCH /lists/{list_id}/merge-fields/{merge_id}'

export async function listFields(context: Context, listId: string): Promise<RemoteField[]> {
  return (await readMergeFields(context, listId)).map(remoteField)
}

export const readMergeFields = (context: Context, listId: string): Promise<MergeField[]> =>
  allRows(context, {
    route: MERGE_FIELDS,
    key: 'merge_fields',
    row: mergeField,
    request: ({ lists }, options) => lists.getListMergeFieldsWithHttpInfo(listId, options),
  })

export function remoteField({ tag: name, type: vendorType, options: { choices } }: MergeField): RemoteField {
  const type = TYPES[vendorType] ?? null
  return asMergeField(choices.length > 0 ? { name, type, options: choices } : { name, type })
}

/** A field as the audience keeps it: its texts end where Mailchimp's do. */
export const asMergeField = (field: RemoteField): RemoteField =>
  field.type === 'text' && !field.options ? { ...field, most: MOST } : field

/** Mailchimp creates merge fields one by one. All names are checked before the first is made. */
export async function createFields(
  context: Context,
  listId: string,
  fields: readonly RemoteField[],
): Promise<void> {
  for (const field of fields) assertCreatable(field)
  const there = new Map((await readMergeFields(context, listId)).map(field => [field.tag, field]))
  for (const field of fields) {
    const known = there.get(field.name)
    await (known ? addOptions(context, listId, known, field) : create(context, listId, field))
  }
}

function assertCreatable({ name, type }: RemoteField): void {
  if (!TAG.test(name)) {
    throw configError(
      CREATE_FIELD,
      `"${name}" cannot be a Mailchimp merge tag: those are 1 to 10 of A-Z, 0-9 and _. Rename the field in the sync.`,
    )
  }
  if (type === null)
    throw configError(CREATE_FIELD, `The merge field "${name}" needs a type. Give it one in the sync.`)
}

/** One option of several is a dropdown; several options at once are no merge field, and kept as text. */
async function create(context: Context, listId: string, field: RemoteField): Promise<void> {
  const { name, type, options, multiple } = field
  const choice = options !== undefined && !multiple
  const body = {
    tag: name,
    name,
    type: choice ? 'dropdown' : CREATED_AS[type ?? 'text'],
    public: false,
    ...(choice && { options: { choices: options } }),
  }
  await ask(context, CREATE_FIELD, mergeField, { idempotent: false, priority: 'push' }, ({ lists }) =>
    lists.addListMergeFieldWithHttpInfo(listId, body),
  )
}

async function addOptions(
  context: Context,
  listId: string,
  { merge_id, name, options: { choices } }: MergeField,
  { options = [] }: RemoteField,
): Promise<void> {
  const further = options.filter(option => !choices.includes(option))
  if (choices.length === 0 || further.length === 0) return
  const body = { name, options: { choices: [...choices, ...further] } }
  await ask(context, CHANGE_FIELD, mergeField, { idempotent: true, priority: 'push' }, ({ lists }) =>
    lists.updateListMergeFieldWithHttpInfo(listId, String(merge_id), body),
  )
}

/** A value as a merge field takes it; an empty text clears any field. */
export function mergeValue(value: Value | null): string | number {
  if (value === null) return ''
  if (typeof value === 'number' || typeof value === 'string') return value
  return typeof value === 'boolean' ? String(value) : value.join(', ')
}
