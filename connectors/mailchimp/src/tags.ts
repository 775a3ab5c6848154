import {
  ACCEPTED,
  APPLIED,
  allRows,
  configError,
  type MemberRow,
  type MembersPage,
  type Outcome,
  ready,
  refused,
  rejected,
  settled,
  type TargetInfo,
  type TargetRef,
  unlessVanished,
} from '@esplanade/connector-kit'
import { ask, type Context, type Operation } from './client.ts'
import { walkMembers } from './member-walk.ts'
import { rowPages } from './rows.ts'
import { memberWithHash, type Segment, segment, segmentMember, tagAnswer } from './shapes.ts'

const LIST_TAGS = 'GET /lists/{list_id}/segments'
export const CREATE_TAG = 'POST /lists/{list_id}/segments'
const TAG_MEMBERS = 'POST /lists/{list_id}/segments/{segment_id}'
/** Five hundred to add and as many to remove are allowed; a batch may be of either. */
const MAX_ROWS = 500

/**
 * A tag is a static segment; its name is matched without regard to case. Where no tag has the name, a
 * segment that follows conditions is found by it, which can only be read.
 */
export async function findTarget(context: Context, target: TargetRef): Promise<TargetInfo | undefined> {
  requireTag(LIST_TAGS, target)
  const wanted = target.name.toLowerCase()
  const segments = await readSegments(context, target.container)
  const named = segments.filter(({ name }) => name.toLowerCase() === wanted)
  const found = named.find(({ type }) => type === 'static') ?? named[0]
  if (found === undefined) return undefined
  const readOnly = found.type !== 'static' && { readOnly: BY_CONDITIONS }
  return { ...target, remoteId: String(found.id), ...readOnly }
}

const BY_CONDITIONS =
  'It is a segment that follows conditions: Mailchimp fills it, and nobody can be put into it. Choose another name for the tag.'

/** Tags, and segments that follow conditions. */
export const readSegments = (context: Context, list_id: string): Promise<Segment[]> =>
  allRows(rowPages(context, { route: LIST_TAGS, key: 'segments', row: segment, path: { list_id } }))

export async function createTarget(context: Context, target: TargetRef): Promise<TargetInfo> {
  requireTag(CREATE_TAG, target)
  const { id } = await ask(context, CREATE_TAG, segment, {
    path: { list_id: target.container },
    body: { name: target.name, static_segment: [] },
    idempotent: false,
    priority: 'push',
  })
  return { ...target, remoteId: String(id) }
}

/**
 * Members of a tag, whatever their status. Mailchimp names them by the hash of their address here,
 * so the audience's hashes are read first; an empty tag costs one request.
 */
export async function* readMembers(
  context: Context,
  { container: listId, remoteId }: TargetInfo,
): AsyncGenerator<MembersPage> {
  const pages = rowPages(context, {
    route: 'GET /lists/{list_id}/segments/{segment_id}/members',
    key: 'members',
    row: segmentMember,
    path: { list_id: listId, segment_id: remoteId },
    query: { include_cleaned: true, include_transactional: true, include_unsubscribed: true },
  })
  const contactIds = new Map<string, string>()
  for await (const members of pages) {
    if (members.length > 0 && contactIds.size === 0) {
      for await (const known of walkMembers(context, { listId, row: memberWithHash }))
        for (const { id, contact_id } of known) contactIds.set(id, contact_id)
    }
    yield { remoteIds: members.flatMap(({ id }) => contactIds.get(id) ?? []) }
  }
}

/** Tags and untags members by address. Never creates a member and never touches a status. */
export const members: Operation['members'] = {
  name: 'tag',
  route: TAG_MEMBERS,
  maxRows: MAX_ROWS,
  idempotent: true,
  prepare: row => (row.email === null ? settled(NO_EMAIL) : ready(row)),
  send(context, { container, target }, rows) {
    if (!target) throw new Error('Tagging needs a target; the hub passes it with every batch.')
    const what = `tag "${target.name}" or its audience ${container}`
    return unlessVanished(rows, what, changeTag(context, target, rows))
  },
}

async function changeTag(
  context: Context,
  { container, remoteId }: TargetInfo,
  rows: readonly MemberRow[],
): Promise<Outcome[]> {
  const emailsTo = (wanted: MemberRow['action']) =>
    rows.filter(({ action }) => action === wanted).map(({ email }) => email)
  const answer = await ask(context, TAG_MEMBERS, tagAnswer, {
    path: { list_id: container, segment_id: remoteId },
    body: { members_to_add: emailsTo('add'), members_to_remove: emailsTo('remove') },
    priority: 'push',
  })
  const done = { add: keysOf(answer.members_added), remove: keysOf(answer.members_removed) }
  const errors = new Map(
    answer.errors.flatMap(({ email_addresses, error }) =>
      email_addresses.map(email => [email.toLowerCase(), error]),
    ),
  )
  return rows.map(({ email, action }): Outcome => {
    const key = email?.toLowerCase() ?? ''
    if (done[action].has(key)) return APPLIED
    const error = errors.get(key)
    // An address that is passed over in silence had the tag (or not) already, or Mailchimp does not know
    // it: the next read of the tag tells.
    if (error === undefined) return ACCEPTED
    const next = 'Pull again: the member may have left or changed address.'
    return rejected('not-in-audience', error, next)
  })
}

const keysOf = (members: readonly { readonly email_address: string }[]): ReadonlySet<string> =>
  new Set(members.map(({ email_address }) => email_address.toLowerCase()))

const NO_EMAIL = refused(
  'email-missing',
  'Mailchimp tags members by address, and this one has none. Add an address in Mailchimp.',
)

function requireTag(route: string, { kind, name }: TargetRef): void {
  if (kind === 'tag') return
  throw configError(
    route,
    `Mailchimp has no lists inside an audience: write "${name}" as a tag, with \`into: { tag: '${name}' }\`.`,
  )
}
