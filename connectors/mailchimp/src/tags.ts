import { configError, type MembersPage, type TargetInfo, type TargetRef } from '@esplanade/connector-kit'
import { ask, type Context } from './ask.ts'
import { placeAt, walkMembers } from './member-walk.ts'
import { allRows, rowPages } from './rows.ts'
import { memberWithHash, type Segment, segment, segmentMember } from './shapes.ts'

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
  return (
    found && {
      ...target,
      remoteId: String(found.id),
      ...(found.type !== 'static' && { readOnly: BY_CONDITIONS }),
    }
  )
}

const BY_CONDITIONS =
  'It is a segment that follows conditions: Mailchimp fills it, and nobody can be put into it. Choose another name for the tag.'

/** Tags, and segments that follow conditions. */
export const readSegments = (context: Context, listId: string): Promise<Segment[]> =>
  allRows(context, {
    route: LIST_TAGS,
    key: 'segments',
    row: segment,
    request: ({ lists }, options) => lists.listSegmentsWithHttpInfo(listId, { ...options }),
  })

export async function createTarget(context: Context, target: TargetRef): Promise<TargetInfo> {
  requireTag(CREATE_TAG, target)
  const body = { name: target.name, static_segment: [] }
  const options = { idempotent: false, priority: 'push' } as const
  const { id } = await ask(context, CREATE_TAG, segment, options, client =>
    client.lists.createSegmentWithHttpInfo(target.container, body),
  )
  return { ...target, remoteId: String(id) }
}

/**
 * Members of a tag, whatever their status. Mailchimp names them by the hash of their address here,
 * so the audience's hashes are read first; an empty tag costs one request.
 */
export async function* readMembers(context: Context, target: TargetInfo): AsyncGenerator<MembersPage> {
  const whatever = { include_cleaned: true, include_transactional: true, include_unsubscribed: true }
  const pages = rowPages(context, {
    route: 'GET /lists/{list_id}/segments/{segment_id}/members',
    key: 'members',
    row: segmentMember,
    request: ({ lists }, options) =>
      lists.getSegmentMembersListWithHttpInfo(target.container, target.remoteId, { ...options, ...whatever }),
  })
  let contactIds: ReadonlyMap<string, string> | undefined
  for await (const members of pages) {
    if (members.length > 0) contactIds ??= await readContactIds(context, target.container)
    yield { remoteIds: members.flatMap(({ id }) => contactIds?.get(id) ?? []) }
  }
}

async function readContactIds(context: Context, listId: string): Promise<Map<string, string>> {
  const contactIds = new Map<string, string>()
  for await (const { members } of walkMembers(context, { listId, row: memberWithHash }, placeAt(null))) {
    for (const { id, contact_id } of members) contactIds.set(id, contact_id)
  }
  return contactIds
}

function requireTag(route: string, { kind, name }: TargetRef): void {
  if (kind === 'tag') return
  throw configError(
    route,
    `Mailchimp has no lists inside an audience: write "${name}" as a tag, with \`into: { tag: '${name}' }\`.`,
  )
}

const LIST_TAGS = 'GET /lists/{list_id}/segments'
const CREATE_TAG = 'POST /lists/{list_id}/segments'
