import {
  APPLIED,
  type MemberRow,
  type MembersPage,
  type Outcome,
  onFailure,
  readPages,
  rejected,
  type TargetInfo,
  type TargetRef,
  UNCHANGED,
  unlessVanished,
} from '@esplanade/connector-kit'
import type { PublicObjectList } from '@hubspot/api-client/lib/codegen/crm/lists/models/PublicObjectList.js'
import { ask, type Context, type Operation, write } from './api-request.ts'
import { createPropertyTag, findPropertyTag, readTagged } from './property-tags.ts'

/** The vendor's number of the object type. */
export const CONTACTS_TYPE = '0-1'
export const CREATE_ROUTE = 'POST /crm/v3/lists'
const FIND_ROUTE = 'GET /crm/v3/lists/object-type-id/{objectTypeId}/name/{listName}'
const MEMBERS_ROUTE = 'GET /crm/v3/lists/{listId}/memberships'
const MEMBERS_PAGE = 250
const WRITE_ROUTE = 'PUT /crm/v3/lists/{listId}/memberships/add-and-remove'

/** HubSpot contacts have no tags: a tag and a list of one name are the same MANUAL list. */
export function findTarget(context: Context, target: TargetRef): Promise<TargetInfo | undefined> {
  if (target.kind === 'property-tag') return findPropertyTag(context, target)
  const found = ask(context, FIND_ROUTE, ({ crm }) =>
    crm.lists.listsApi.getByNameWithHttpInfo(target.name, CONTACTS_TYPE),
  )
  return onFailure(
    'missing',
    found.then(({ list }) => infoOf(target, list)),
    () => undefined,
  )
}

export async function createTarget(context: Context, target: TargetRef): Promise<TargetInfo> {
  if (target.kind === 'property-tag') return createPropertyTag(context, target)
  const wanted = { name: target.name, objectTypeId: CONTACTS_TYPE, processingType: 'MANUAL' }
  const { list } = await write(
    context,
    CREATE_ROUTE,
    ({ crm }) => crm.lists.listsApi.createWithHttpInfo(wanted),
    { idempotent: false },
  )
  return infoOf(target, list)
}

export async function* readMembers(context: Context, target: TargetInfo): AsyncGenerator<MembersPage> {
  if (target.kind === 'property-tag') return yield* readTagged(context, target)
  const pages = readPages(MEMBERS_ROUTE, async cursor => {
    const after = cursor ?? undefined
    const { results: data, paging } = await ask(context, MEMBERS_ROUTE, ({ crm }) =>
      crm.lists.membershipsApi.getPageWithHttpInfo(target.remoteId, after, undefined, MEMBERS_PAGE),
    )
    return { data, next: paging?.next?.after }
  })
  for await (const members of pages) yield { remoteIds: members.map(({ recordId }) => recordId) }
}

function infoOf(target: TargetRef, { listId: remoteId, processingType }: PublicObjectList): TargetInfo {
  return { ...target, remoteId, ...(processingType === 'DYNAMIC' && { readOnly: DYNAMIC }) }
}

const DYNAMIC =
  'The list is DYNAMIC: HubSpot fills it by its own rule and refuses writes. Choose another name for this target.'

/** Joins and leaves of one list in one request. */
export const writeMembers: Operation['members'] = {
  name: 'change list memberships',
  route: WRITE_ROUTE,
  // The vendor's cap per call is unconfirmed; ten thousand is known to pass.
  maxRows: 10_000,
  idempotent: true,
  send: async (context, { target }, rows) => {
    if (target === undefined) throw new Error('Memberships need a target: the list that they are of.')
    return unlessVanished(rows, `list "${target.name}"`, writeList(context, target, rows))
  },
}

async function writeList(
  context: Context,
  { remoteId: listId }: TargetInfo,
  rows: readonly MemberRow[],
): Promise<Outcome[]> {
  const change = { recordIdsToAdd: idsTo('add', rows), recordIdsToRemove: idsTo('remove', rows) }
  const answer = await write(context, WRITE_ROUTE, ({ crm }) =>
    crm.lists.membershipsApi.addAndRemoveWithHttpInfo(listId, change),
  )
  // Keys with nothing in them may be left out of the answer, whatever the SDK's types say.
  const missing = new Set(answer.recordIdsMissing ?? [])
  const changed = {
    add: new Set(answer.recordsIdsAdded ?? []),
    remove: new Set(answer.recordIdsRemoved ?? []),
  }
  return rows.map(({ remoteId, action }) => {
    if (missing.has(remoteId)) return MISSING
    return changed[action].has(remoteId) ? APPLIED : UNCHANGED
  })
}

const MISSING = rejected(
  'missing',
  'HubSpot has no such contact: it was deleted or archived there.',
  'Pull again.',
)

const idsTo = (wanted: MemberRow['action'], rows: readonly MemberRow[]): string[] =>
  rows.filter(({ action }) => action === wanted).map(({ remoteId }) => remoteId)
