import {
  ConnectorError,
  type MembersPage,
  type TargetInfo,
  type TargetRef,
  walkPages,
} from '@esplanade/connector-kit'
import type { PublicObjectList } from '@hubspot/api-client/lib/codegen/crm/lists/models/PublicObjectList.js'
import type { Context } from './api-request.ts'
import { createPropertyTag, findPropertyTag, readTagged } from './property-tags.ts'

/** The vendor's number of the object type. */
export const CONTACTS_TYPE = '0-1'
const FIND_ROUTE = 'GET /crm/v3/lists/object-type-id/{objectTypeId}/name/{listName}'
const MEMBERS_ROUTE = 'GET /crm/v3/lists/{listId}/memberships'
const MEMBERS_PAGE = 250

/** HubSpot contacts have no tags: a tag and a list of one name are the same MANUAL list. */
export async function findTarget(context: Context, target: TargetRef): Promise<TargetInfo | undefined> {
  if (target.kind === 'property-tag') return findPropertyTag(context, target)
  const { client, session } = context
  try {
    const { data } = await session.call(FIND_ROUTE, { idempotent: true }, () =>
      client.crm.lists.listsApi.getByNameWithHttpInfo(target.name, CONTACTS_TYPE),
    )
    return infoOf(target, data.list)
  } catch (error) {
    if (error instanceof ConnectorError && error.kind === 'missing') return undefined
    throw error
  }
}

export async function createTarget(context: Context, target: TargetRef): Promise<TargetInfo> {
  if (target.kind === 'property-tag') return createPropertyTag(context, target)
  const { client, session } = context
  const { data } = await session.call('POST /crm/v3/lists', { idempotent: false, priority: 'push' }, () =>
    client.crm.lists.listsApi.createWithHttpInfo({
      name: target.name,
      objectTypeId: CONTACTS_TYPE,
      processingType: 'MANUAL',
    }),
  )
  return infoOf(target, data.list)
}

export async function* readMembers(context: Context, target: TargetInfo): AsyncGenerator<MembersPage> {
  if (target.kind === 'property-tag') return yield* readTagged(context, target)
  const { client, session } = context
  const pages = walkPages({
    route: MEMBERS_ROUTE,
    from: null,
    read: async cursor => {
      const after = cursor ?? undefined
      const { data } = await session.call(MEMBERS_ROUTE, { idempotent: true }, () =>
        client.crm.lists.membershipsApi.getPageWithHttpInfo(target.remoteId, after, undefined, MEMBERS_PAGE),
      )
      return { data: data.results, next: data.paging?.next?.after ?? null }
    },
  })
  for await (const { data } of pages) yield { remoteIds: data.map(({ recordId }) => recordId) }
}

function infoOf(target: TargetRef, { listId: remoteId, processingType }: PublicObjectList): TargetInfo {
  return { ...target, remoteId, ...(processingType === 'DYNAMIC' && { readOnly: DYNAMIC }) }
}

const DYNAMIC =
  'The list is DYNAMIC: HubSpot fills it by its own rule and refuses writes. Choose another name for this target.'
