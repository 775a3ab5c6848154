import type { EmulatorReply, EmulatorRequest } from '@esplanade/connector-kit/emulator'
import type { Audience } from '../audience.ts'
import { collection, resource } from '../collection.ts'
import { type Member, type MemberStatus, subscriberHash, WRITABLE_STATUSES } from '../member.ts'
import { readMemberQuery } from '../member-query.ts'
import { memberResource } from '../member-resource.ts'
import { invalidResource, notFound, problem, refused } from '../problem.ts'
import { tagMember, tagNamed, tagNameProblems } from '../tag-members.ts'
import { writeMember } from '../write-member.ts'
import { type AccountRoute, fieldsOf, listRoute, marksOf, textOf } from './route.ts'

export const memberRoutes: readonly AccountRoute[] = [
  listRoute('GET /lists/{list_id}/members', (request, audience) => {
    const filter = readMemberQuery(request.query)
    if ('message' in filter)
      return invalidResource('The resource submitted could not be validated.', [filter])
    const members = audience.find(filter)
    return collection(request, 'members', members, member => memberResource(audience, member), {
      list_id: audience.id,
    })
  }),
  memberRoute('GET /lists/{list_id}/members/{subscriber_hash}', (request, audience, member) =>
    resource(request, memberResource(audience, member)),
  ),
  listRoute('POST /lists/{list_id}/members', (request, audience, account) => {
    const email = textOf(fieldsOf(request.body).email_address) ?? ''
    const known = audience.member(email)
    if (known && known.status !== 'archived') {
      return problem(
        400,
        'Member Exists',
        `${email} is already a list member. Use PUT to insert or update list members.`,
      )
    }
    const tags = fieldsOf(request.body).tags
    const names = Array.isArray(tags) ? tags : []
    const problems = names.flatMap(name => tagNameProblems(name, 'tags'))
    if (problems.length > 0)
      return invalidResource('The resource submitted could not be validated.', problems)
    const written = writeOne(request, audience, known, account.now())
    const member = audience.member(email)
    if (written.status !== 200 || !member || names.length === 0) return written
    tagMember(audience, member, { names: names.map(String), exactly: false }, account.now(), () =>
      account.nextId(),
    )
    return { status: 200, body: memberResource(audience, member) }
  }),
  listRoute('PUT /lists/{list_id}/members/{subscriber_hash}', (request, audience, account) => {
    const key = request.params.subscriber_hash ?? ''
    const existing = audience.member(key)
    const body = fieldsOf(request.body)
    const email = textOf(body.email_address) ?? (key.includes('@') ? key : undefined)
    if (!existing && (!email || (!key.includes('@') && subscriberHash(email) !== key.toLowerCase()))) {
      return notFound()
    }
    return writeOne(
      request,
      audience,
      existing,
      account.now(),
      existing ? {} : { status: body.status ?? body.status_if_new },
    )
  }),
  memberRoute('PATCH /lists/{list_id}/members/{subscriber_hash}', (request, audience, member, now) =>
    writeOne(request, audience, member, now),
  ),
  memberRoute('DELETE /lists/{list_id}/members/{subscriber_hash}', (_request, audience, member, now) => {
    if (['cleaned', 'pending', 'archived'].includes(member.status)) {
      return problem(405, 'Method Not Allowed', 'This list member cannot be removed. Please contact support.')
    }
    member.status = 'archived'
    audience.changed(member, now)
    return { status: 204 }
  }),
  memberRoute(
    'POST /lists/{list_id}/members/{subscriber_hash}/actions/delete-permanent',
    (_request, audience, member) => {
      audience.forget(member)
      return { status: 204 }
    },
  ),
  memberRoute('GET /lists/{list_id}/members/{subscriber_hash}/tags', (request, audience, member) =>
    collection(request, 'tags', [...member.tags], id => ({
      id,
      name: audience.segments.get(id)?.name ?? '',
    })),
  ),
  memberRoute(
    'POST /lists/{list_id}/members/{subscriber_hash}/tags',
    (request, audience, member, now, nextId) => {
      const { tags, is_syncing: syncing } = fieldsOf(request.body)
      if (!Array.isArray(tags)) return invalidResource('The tags are missing.')
      const problems = tags.flatMap(tag => tagNameProblems(fieldsOf(tag).name, 'tags'))
      if (problems.length > 0)
        return invalidResource('The resource submitted could not be validated.', problems)
      for (const { name, status } of tags.map(fieldsOf)) {
        const known = audience.tagByName(String(name))
        if (status === 'inactive') {
          if (known) audience.untag(member, known, now)
          continue
        }
        const added = audience.tag(member, known ?? tagNamed(audience, String(name), now, nextId), now)
        if (added && syncing !== true) audience.automations.add({ by: 'tag', name: String(name) })
      }
      return { status: 204 }
    },
  ),
]

function memberRoute(
  route: string,
  handle: (
    request: EmulatorRequest,
    audience: Audience,
    member: Member,
    now: number,
    nextId: () => number,
  ) => EmulatorReply,
): AccountRoute {
  return listRoute(route, (request, audience, account) => {
    const member = audience.member(request.params.subscriber_hash ?? '')
    if (!member) return notFound()
    return handle(request, audience, member, account.now(), () => account.nextId())
  })
}

function writeOne(
  request: EmulatorRequest,
  audience: Audience,
  existing: Member | undefined,
  now: number,
  forced: { status?: unknown } = {},
): EmulatorReply {
  const body: Readonly<Record<string, unknown>> = { ...fieldsOf(request.body), ...forced }
  const status = body.status
  if (status !== undefined && !WRITABLE_STATUSES.has(status)) {
    return invalidResource('The resource submitted could not be validated.', [
      { field: 'status', message: 'Not a status to write.' },
    ])
  }
  const written = writeMember(
    audience,
    existing,
    {
      email: textOf(body.email_address),
      status: status as MemberStatus | undefined,
      mergeFields: fieldsOf(body.merge_fields),
      language: textOf(body.language),
      interests: marksOf(body.interests),
      timestampOpt: textOf(body.timestamp_opt),
      skipMergeValidation: request.query.get('skip_merge_validation') === 'true',
    },
    now,
  )
  if ('title' in written) return refused(written)
  return { status: 200, body: memberResource(audience, written.member) }
}
