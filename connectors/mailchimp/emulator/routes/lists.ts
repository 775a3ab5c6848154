import type { EmulatorReply, EmulatorRequest } from '@esplanade/connector-kit/emulator'
import type { Audience } from '../audience.ts'
import { collection, resource } from '../collection.ts'
import { MAX_MERGE_FIELDS, MAX_TAG_LENGTH, MERGE_TYPES, type MergeField } from '../merge-field.ts'
import { invalidResource, notFound } from '../problem.ts'
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
        pricing_plan_type: 'monthly',
        total_subscribers: [...account.audiences.values()].reduce((sum, list) => sum + list.members.size, 0),
      }),
  },
  { route: 'GET /ping', handle: () => ({ status: 200, body: { health_status: "Everything's Chimpy!" } }) },
  {
    route: 'GET /lists',
    handle: (request, account) =>
      collection(request, 'lists', [...account.audiences.values()], audience =>
        listResource(audience, account.now()),
      ),
  },
  listRoute('GET /lists/{list_id}', (request, audience, account) =>
    resource(request, listResource(audience, account.now())),
  ),
  listRoute('GET /lists/{list_id}/merge-fields', (request, audience) =>
    collection(request, 'merge_fields', audience.mergeFields, field => mergeFieldResource(audience, field), {
      list_id: audience.id,
    }),
  ),
  listRoute('POST /lists/{list_id}/merge-fields', (request, audience, account) => {
    const body = fieldsOf(request.body)
    const name = textOf(body.name)
    const type = MERGE_TYPES.find(known => known === body.type)
    const mergeId = Math.max(0, ...audience.mergeFields.map(field => field.mergeId)) + 1
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
    const most = MAX_MERGE_FIELDS[account.plan]
    if (audience.mergeFields.length >= most)
      return invalidResource(`This list already has ${most} merge fields.`)
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
  mergeFieldRoute('GET /lists/{list_id}/merge-fields/{merge_id}', (request, audience, field) =>
    resource(request, mergeFieldResource(audience, field)),
  ),
  mergeFieldRoute('PATCH /lists/{list_id}/merge-fields/{merge_id}', (request, audience, field) => {
    const body = fieldsOf(request.body)
    const { choices } = fieldsOf(body.options)
    field.name = textOf(body.name) ?? field.name
    if (typeof body.required === 'boolean') field.required = body.required
    if (Array.isArray(choices)) field.choices = choices.map(String)
    return { status: 200, body: mergeFieldResource(audience, field) }
  }),
  mergeFieldRoute('DELETE /lists/{list_id}/merge-fields/{merge_id}', (_request, audience, field) => {
    audience.dropMergeField(field)
    return { status: 204 }
  }),
]

function mergeFieldRoute(
  route: string,
  handle: (request: EmulatorRequest, audience: Audience, field: MergeField) => EmulatorReply,
): AccountRoute {
  return listRoute(route, (request, audience) => {
    const field = audience.mergeFields.find(({ mergeId }) => String(mergeId) === request.params.merge_id)
    return field ? handle(request, audience, field) : notFound()
  })
}

const listResource = (audience: Audience, now: number): object => ({
  id: audience.id,
  name: audience.name,
  date_created: vendorTime(audience.createdAt),
  double_optin: audience.doubleOptIn,
  stats: {
    member_count: audience.countSubscribed(now),
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
