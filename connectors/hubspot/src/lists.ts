import {
  ConnectorError,
  configError,
  type MembersPage,
  type TargetInfo,
  type TargetRef,
  walkPages,
} from '@esplanade/connector-kit'
import type { PublicObjectList } from '@hubspot/api-client/lib/codegen/crm/lists/models/PublicObjectList.js'
import type { Context } from './api-request.ts'

const CONTACTS = '0-1'
const FIND_ROUTE = 'GET /crm/v3/lists/object-type-id/{objectTypeId}/name/{listName}'
const MEMBERS_ROUTE = 'GET /crm/v3/lists/{listId}/memberships'
const MEMBERS_PAGE = 250

/** HubSpot contacts have no tags: a tag and a list of one name are the same MANUAL list. */
export async function findTarget(
  { client, session }: Context,
  target: TargetRef,
): Promise<TargetInfo | undefined> {
  try {
    const { data } = await session.call(FIND_ROUTE, { idempotent: true }, () =>
      client.crm.lists.listsApi.getByNameWithHttpInfo(target.name, CONTACTS),
    )
    return writable(target, data.list)
  } catch (error) {
    if (error instanceof ConnectorError && error.kind === 'missing') return undefined
    throw error
  }
}

export async function createTarget({ client, session }: Context, target: TargetRef): Promise<TargetInfo> {
  const { data } = await session.call('POST /crm/v3/lists', { idempotent: false, priority: 'push' }, () =>
    client.crm.lists.listsApi.createWithHttpInfo({
      name: target.name,
      objectTypeId: CONTACTS,
      processingType: 'MANUAL',
    }),
  )
  return writable(target, data.list)
}

export async function* readMembers(
  { client, session }: Context,
  target: TargetInfo,
): AsyncGenerator<MembersPage> {
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

function writable(target: TargetRef, list: PublicObjectList): TargetInfo {
  if (list.processingType !== 'DYNAMIC') return { ...target, remoteId: list.listId }
  const words = `The list "${target.name}" is DYNAMIC: HubSpot fills it by its own rule and refuses writes. Choose another name for this target.`
  throw configError(FIND_ROUTE, words, 'list-dynamic')
}
