import { addFields, allRows, configError, type RemoteField, type Value } from '@esplanade/connector-kit'
import { ask, type Context } from './client.ts'
import { rowPages } from './rows.ts'
import { type MergeField, mergeField } from './shapes.ts'

/** What Mailchimp takes as a merge tag. */
const TAG = /^[A-Z0-9_]{1,10}$/
/** Unconfirmed, from memory; a text that is cut here is cut by us, with a note. */
const MOST = { unit: 'bytes', count: 255 } as const

/**
 * Mailchimp's types that hold a text. A birthday has no year and an address has parts: neither is a value
 * that the hub could fill and find again.
 */
const TEXTS = ['text', 'phone', 'zip', 'url', 'imageurl', 'radio', 'dropdown']

export const MERGE_FIELDS = 'GET /lists/{list_id}/merge-fields'
const CREATE_FIELD = 'POST /lists/{list_id}/merge-fields'
/** One call a field; options of one that is there are added by another, which costs as much. */
export const MAKING_FIELDS = [{ route: MERGE_FIELDS }, { route: CREATE_FIELD, perRows: 1 }] as const
const CHANGE_FIELD = 'PATCH /lists/{list_id}/merge-fields/{merge_id}'

export const listFields = async (context: Context, listId: string): Promise<RemoteField[]> =>
  (await readMergeFields(context, listId)).map(remoteField)

export const readMergeFields = (context: Context, list_id: string): Promise<MergeField[]> =>
  allRows(rowPages(context, { route: MERGE_FIELDS, key: 'merge_fields', row: mergeField, path: { list_id } }))

export function remoteField({ tag: name, type: kept, options: { choices } }: MergeField): RemoteField {
  const type = TEXTS.includes(kept) ? 'text' : kept === 'number' || kept === 'date' ? kept : null
  return asMergeField(choices.length > 0 ? { name, type, options: choices } : { name, type })
}

/** A field as the audience keeps it: its texts end where Mailchimp's do. */
export const asMergeField = (field: RemoteField): RemoteField =>
  field.type === 'text' && !field.options ? { ...field, most: MOST } : field

/** Mailchimp creates merge fields one by one. All names are checked before the first is made. */
export async function createFields(
  context: Context,
  list_id: string,
  fields: readonly RemoteField[],
): Promise<void> {
  for (const field of fields) assertCreatable(field)
  const write = (route: string, path: Record<string, string>, body: object, idempotent: boolean) =>
    ask(context, route, mergeField, { path: { list_id, ...path }, body, idempotent, priority: 'push' })
  await addFields(fields, {
    known: new Map((await readMergeFields(context, list_id)).map(field => [field.tag, field])),
    optionsOf: ({ options: { choices } }) => (choices.length > 0 ? choices : undefined),
    create: async missing => {
      for (const field of missing) await write(CREATE_FIELD, {}, mergeFieldOf(field), false)
    },
    addOptions: async ({ merge_id, name, options: { choices } }, lacking) => {
      const body = { name, options: { choices: [...choices, ...lacking] } }
      await write(CHANGE_FIELD, { merge_id: String(merge_id) }, body, true)
    },
  })
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

/**
 * One option of several is a dropdown; several options at once are no merge field, nor are booleans and
 * moments: all of them are kept as text.
 */
function mergeFieldOf({ name, type, options, multiple }: RemoteField): object {
  const shared = { tag: name, name, public: false }
  if (options !== undefined && !multiple)
    return { ...shared, type: 'dropdown', options: { choices: options } }
  return { ...shared, type: type === 'number' || type === 'date' ? type : 'text' }
}

/** A value as a merge field takes it; an empty text clears any field. */
export const mergeValue = (value: Value | null): string | number =>
  typeof value === 'number' ? value : Array.isArray(value) ? value.join(', ') : String(value ?? '')
