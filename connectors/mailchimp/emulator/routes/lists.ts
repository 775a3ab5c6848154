import type { Audience } from '../audience.ts'
import { collection, resource } from '../collection.ts'
import { MAX_MERGE_FIELDS, MAX_TAG_LENGTH, MERGE_TYPES, type MergeField } from '../merge-field.ts'
import { invalidResource } from '../problem.ts'
import { vendorTime } from '../vendor-time.ts'
import { type AccountRoute, fieldsOf, listRoute, textOf } from './route.ts'

export const listRoutes: readonly AccountRoute[] = [
  {
    route: 'GET /',
    handle: (request, account) =>
      resource(request, {
        account_id: account.accountId,
        login_id: account.accountId,
        account_name: 'Emulated account',
        role: 'owner',
        total_subscribers: [...account.audiences.values()].reduce((sum, list) => sum + list.members.size, 0),
      }),
  },
  { route: 'GET /ping', handle: () => ({ status: 200, body: { health_status: "Everything's Chimpy!" } }) },
  {
    route: 'GET /lists',
    handle: (request, account) => collection(request, 'lists', [...account.audiences.values()], listResource),
  },
  listRoute('GET /lists/{list_id}', (request, audience) => resource(request, listResource(audience))),
  listRoute('GET /lists/{list_id}/merge-fields', (request, audience) =>
    collection(request, 'merge_fields', audience.mergeFields, field => mergeFieldResource(audience, field), {
      list_id: audience.id,
    }),
  ),
  listRoute('POST /lists/{list_id}/merge-fields', (request, audience) => {
    const body = fieldsOf(request.body)
    const name = textOf(body.name)
    const type = MERGE_TYPES.find(known => known === body.type)
    const mergeId = audience.mergeFields.length + 1
    const tag = textOf(body.tag) || `MMERGE${mergeId}`
    const problems = [
      ...(name ? [] : [{ field: 'name', message: 'This value should not be blank.' }]),
      ...(type ? [] : [{ field: 'type', message: `Expected one of ${MERGE_TYPES.join(', ')}.` }]),
      ...(/^[A-Z0-9_]+$/.test(tag) && tag.length <= MAX_TAG_LENGTH
        ? []
        : [{ field: 'tag', message: `Expected A-Z, 0-9 and _, ${MAX_TAG_LENGTH} at most.` }]),
    ]
    if (!name || !type || problems.length > 0) {
      return invalidResource('The resource submitted could not be validated.', problems)
    }
    if (audience.mergeFields.some(field => field.tag === tag)) {
      return invalidResource(`A Merge Field with the tag "${tag}" already exists for this list.`)
    }
    if (audience.mergeFields.length >= MAX_MERGE_FIELDS) {
      return invalidResource(`This list already has ${MAX_MERGE_FIELDS} merge fields.`)
    }
    const choices = fieldsOf(body.options).choices
    const field: MergeField = {
      mergeId,
      tag,
      name,
      type,
      required: body.required === true,
      choices: Array.isArray(choices) ? choices.map(String) : [],
    }
    audience.mergeFields.push(field)
    return { status: 200, body: mergeFieldResource(audience, field) }
  }),
]

const listResource = (audience: Audience): object => ({
  id: audience.id,
  name: audience.name,
  date_created: vendorTime(audience.createdAt),
  double_optin: audience.doubleOptIn,
  stats: {
    member_count: audience.find({ status: 'subscribed' }).length,
    merge_field_count: audience.mergeFields.length,
  },
})

const mergeFieldResource = (audience: Audience, field: MergeField): object => ({
  merge_id: field.mergeId,
  tag: field.tag,
  name: field.name,
  type: field.type,
  required: field.required,
  default_value: '',
  public: false,
  options: field.choices.length > 0 ? { choices: field.choices } : {},
  list_id: audience.id,
})
