import type { EmulatorReply, EmulatorRequest } from '@esplanade/connector-kit/emulator'
import type { MailchimpAccount } from '../account.ts'
import type { Audience, Segment } from '../audience.ts'
import { collection, resource } from '../collection.ts'
import type { Member } from '../member.ts'
import { briefResource } from '../member-resource.ts'
import { invalidResource, notFound, problem } from '../problem.ts'
import { tagNameProblems } from '../tag-members.ts'
import { readTime, vendorTime } from '../vendor-time.ts'
import { type AccountRoute, fieldsOf, listRoute, textOf } from './route.ts'

const MAX_EMAILS = 500

/** Tags are the static ones. */
export const segmentRoutes: readonly AccountRoute[] = [
  listRoute('GET /lists/{list_id}/segments', (request, audience, account) => {
    const type = request.query.get('type')
    const since = readTime(request.query.get('since_updated_at')) ?? Number.NEGATIVE_INFINITY
    const segments = [...audience.segments.values()].filter(
      segment => (type === null || segment.type === type) && segment.updatedAt > since,
    )
    return collection(
      request,
      'segments',
      segments,
      segment => segmentResource(audience, segment, account.now()),
      {
        list_id: audience.id,
      },
    )
  }),
  listRoute('GET /lists/{list_id}/tag-search', (request, audience) => {
    const prefix = (request.query.get('name') ?? '').toLowerCase()
    const tags = [...audience.segments.values()]
      .filter(({ name, type }) => type === 'static' && name.toLowerCase().startsWith(prefix))
      .map(({ id, name }) => ({ id, name }))
    return { status: 200, body: { tags, total_items: tags.length } }
  }),
  listRoute('POST /lists/{list_id}/segments', (request, audience, account) => {
    const body = fieldsOf(request.body)
    const name = textOf(body.name)
    const emails = body.static_segment
    const problems = tagNameProblems(name, 'name')
    if (!name || problems.length > 0)
      return invalidResource('The resource submitted could not be validated.', problems)
    if (!Array.isArray(emails)) {
      return invalidResource('Must provide either an "options" field or a "static_segment" field')
    }
    if (audience.tagByName(name)) return problem(400, 'Bad Request', 'Sorry, that tag already exists.')
    const now = account.now()
    const segment = audience.addSegment(account.nextId(), name, now)
    for (const email of emails) {
      const member = present(audience, String(email))
      if (member) audience.tag(member, segment, now)
    }
    return { status: 200, body: segmentResource(audience, segment, now) }
  }),
  segmentRoute('GET /lists/{list_id}/segments/{segment_id}', (request, audience, segment, account) =>
    resource(request, segmentResource(audience, segment, account.now())),
  ),
  segmentRoute('GET /lists/{list_id}/segments/{segment_id}/members', (request, audience, segment) => {
    const shown = new Set(['subscribed', 'pending'])
    for (const status of ['cleaned', 'transactional', 'unsubscribed']) {
      if (request.query.get(`include_${status}`) === 'true') shown.add(status)
    }
    const members = [...segment.members].filter(member => shown.has(member.status))
    return collection(request, 'members', members, member => briefResource(audience, member))
  }),
  segmentRoute(
    'POST /lists/{list_id}/segments/{segment_id}/members',
    (request, audience, segment, account) => {
      const member = present(audience, textOf(fieldsOf(request.body).email_address) ?? '')
      if (!member) return notFound()
      if (audience.tag(member, segment, account.now()))
        audience.automations.add({ by: 'tag', name: segment.name })
      return { status: 200, body: briefResource(audience, member) }
    },
  ),
  segmentRoute(
    'DELETE /lists/{list_id}/segments/{segment_id}/members/{subscriber_hash}',
    (request, audience, segment, account) => {
      const member = audience.member(request.params.subscriber_hash ?? '')
      if (!member || !segment.members.has(member)) return notFound()
      audience.untag(member, segment, account.now())
      return { status: 204 }
    },
  ),
  segmentRoute('POST /lists/{list_id}/segments/{segment_id}', (request, audience, segment, account) => {
    if (segment.type !== 'static')
      return problem(400, 'Bad Request', 'Members cannot be added to a saved segment.')
    const body = fieldsOf(request.body)
    const add = texts(body.members_to_add)
    const remove = texts(body.members_to_remove)
    if (!add || !remove || add.length > MAX_EMAILS || remove.length > MAX_EMAILS) {
      return invalidResource('The resource submitted could not be validated.', [
        { field: 'members_to_add', message: `Expected ${MAX_EMAILS} email addresses at most.` },
      ])
    }
    const now = account.now()
    // A member that is in the tag already, or out of it, is answered with nothing at all.
    const change = (emails: readonly string[], move: (member: Member) => boolean) => {
      const found = emails.map(email => present(audience, email))
      const unknown = emails.filter((_email, index) => !found[index])
      const moved = found.filter(member => member !== undefined).filter(move)
      return { unknown, moved: moved.map(member => briefResource(audience, member)) }
    }
    const added = change(add, member => audience.tag(member, segment, now))
    for (const _ of added.moved) audience.automations.add({ by: 'tag', name: segment.name })
    const removed = change(remove, member => audience.untag(member, segment, now))
    const errors = [added.unknown, removed.unknown]
      .filter(emails => emails.length > 0)
      .map(emails => ({ email_addresses: emails, error: 'Email addresses do not exist in this list.' }))
    return {
      status: 200,
      body: {
        members_added: added.moved,
        members_removed: removed.moved,
        errors,
        total_added: added.moved.length,
        total_removed: removed.moved.length,
        error_count: errors.length,
      },
    }
  }),
]

function segmentRoute(
  route: string,
  handle: (
    request: EmulatorRequest,
    audience: Audience,
    segment: Segment,
    account: MailchimpAccount,
  ) => EmulatorReply,
): AccountRoute {
  return listRoute(route, (request, audience, account) => {
    const segment = audience.segments.get(Number(request.params.segment_id))
    return segment ? handle(request, audience, segment, account) : notFound()
  })
}

/** An archived member is not on the list. */
function present(audience: Audience, email: string): Member | undefined {
  const member = audience.member(email)
  return member?.status === 'archived' ? undefined : member
}

function texts(value: unknown): readonly string[] | undefined {
  if (value === undefined) return []
  return Array.isArray(value) && value.every(item => typeof item === 'string') ? value : undefined
}

/** The count is of active subscribers, whatever else holds the tag. */
const segmentResource = (audience: Audience, segment: Segment, now: number): object => ({
  id: segment.id,
  name: segment.name,
  member_count: segment.count.read(
    now,
    () => [...segment.members].filter(({ status }) => status === 'subscribed').length,
  ),
  type: segment.type,
  created_at: vendorTime(segment.createdAt),
  updated_at: vendorTime(segment.updatedAt),
  list_id: audience.id,
})
