import type { EmulatorReply, EmulatorRequest } from '@esplanade/connector-kit/emulator'
import type { Audience } from '../audience.ts'
import { collection, resource } from '../collection.ts'
import { type Member, type MemberStatus, subscriberHash, WRITABLE_STATUSES } from '../member.ts'
import { memberResource } from '../member-resource.ts'
import { invalidResource, notFound, problem, refused } from '../problem.ts'
import { readTime } from '../vendor-time.ts'
import { writeMember } from '../write-member.ts'
import { type AccountRoute, fieldsOf, listRoute, textOf } from './route.ts'

const READABLE_STATUSES = new Set<unknown>([...WRITABLE_STATUSES, 'archived'])

export const memberRoutes: readonly AccountRoute[] = [
  listRoute('GET /lists/{list_id}/members', (request, audience) => {
    const status = request.query.get('status') ?? undefined
    if (status !== undefined && !READABLE_STATUSES.has(status)) {
      return invalidResource('The resource submitted could not be validated.', [
        { field: 'status', message: 'Not a status of a member.' },
      ])
    }
    const time = (name: string) => readTime(request.query.get(name))
    const unsubscribedSince = time('unsubscribed_since')
    if (unsubscribedSince !== undefined && status !== 'unsubscribed') {
      return invalidResource('The resource submitted could not be validated.', [
        { field: 'unsubscribed_since', message: 'Only with the status unsubscribed.' },
      ])
    }
    const members = audience.find({
      status,
      // An unsubscribe is a change, and no time of its own is kept.
      since: unsubscribedSince ?? time('since_last_changed'),
      before: time('before_last_changed'),
      optedInSince: time('since_timestamp_opt'),
      optedInBefore: time('before_timestamp_opt'),
      sortField: request.query.get('sort_field') ?? undefined,
      descending: request.query.get('sort_dir') === 'DESC',
    })
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
    return writeOne(request, audience, known, account.now())
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
      const tags = fieldsOf(request.body).tags
      if (!Array.isArray(tags)) return invalidResource('The tags are missing.')
      for (const tag of tags.map(fieldsOf)) {
        const name = textOf(tag.name) ?? ''
        const segment = audience.segmentByName(name)
        if (tag.status === 'inactive') {
          if (segment) audience.untag(member, segment, now)
        } else {
          audience.tag(member, segment ?? audience.addSegment(nextId(), name, now), now)
        }
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
      timestampOpt: textOf(body.timestamp_opt),
      skipMergeValidation: request.query.get('skip_merge_validation') === 'true',
    },
    now,
  )
  if ('title' in written) return refused(written)
  return { status: 200, body: memberResource(audience, written.member) }
}
