import { ConnectorError, type MembersPage, type TargetInfo, type TargetRef } from '@esplanade/connector-kit'
import type { PublicObjectList } from '@hubspot/api-client/lib/codegen/crm/lists/models/PublicObjectList.js'
import type { Context } from './api-request.ts'
import { contractError } from './read-shape.ts'

const CONTACTS = '0-1'
const FIND_ROUTE = 'GET /crm/v3/lists/object-type-id/{objectTypeId}/name/{listName}'
const MEMBERS_ROUTE = 'GET /crm/v3/lists/{listId}/memberships'
const MEMBERS_PAGE = 250
/** 25 million members, more than a list of the largest account holds. */
const MAX_PAGES = 100_000

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
  let after: string | undefined
  for (let pages = 0; pages < MAX_PAGES; pages++) {
    const { data } = await session.call(MEMBERS_ROUTE, { idempotent: true }, () =>
      client.crm.lists.membershipsApi.getPageWithHttpInfo(target.remoteId, after, undefined, MEMBERS_PAGE),
    )
    yield { remoteIds: data.results.map(({ recordId }) => recordId) }
    after = data.paging?.next?.after
    if (after === undefined) return
  }
  throw contractError(MEMBERS_ROUTE, `HubSpot gave more than ${MAX_PAGES} pages of members`)
}

function writable(target: TargetRef, list: PublicObjectList): TargetInfo {
  if (list.processingType !== 'DYNAMIC') return { ...target, remoteId: list.listId }
  const words = `The list "${target.name}" is DYNAMIC: HubSpot fills it by its own rule and refuses writes`
  throw new ConnectorError(
    'config',
    FIND_ROUTE,
    { status: null, code: 'list-dynamic', message: words },
    `${words}. Choose another name for this target.`,
  )
}
