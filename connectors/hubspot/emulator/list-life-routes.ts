import type { EmulatorReply, EmulatorRequest, EmulatorRoute } from '@esplanade/connector-kit/emulator'
import { ARCHIVE_KEPT_MS } from './erasure-queue.ts'
import type { HubspotAccount } from './hubspot-account.ts'
import { listJson, noList, refuseDynamic } from './list-routes.ts'
import type { ContactList } from './list-store.ts'
import { invalid } from './replies.ts'

/** A list that is emptied in one call holds fewer, one that is poured into another no more. */
const MAX_MEMBERS = 100_000

/** Lists as a whole: read, deleted, restored, emptied, and filled from another one. */
export const listLifeRoutes: readonly EmulatorRoute<HubspotAccount>[] = [
  {
    route: 'GET /crm/v3/lists/{listId}',
    handle: onList(list => ({
      status: 200,
      body: { list: { ...listJson(list), size: list.members.size } },
    })),
  },
  {
    route: 'DELETE /crm/v3/lists/{listId}',
    handle: onList(({ listId }, account) => {
      account.lists.remove(listId, account.now)
      return { status: 204 }
    }),
  },
  {
    route: 'PUT /crm/v3/lists/{listId}/restore',
    handle: ({ params: { listId = '' } }, account) => {
      const deleted = account.lists.deleted(listId)
      if (!deleted || account.now - deleted.at > ARCHIVE_KEPT_MS) return noList(listId)
      if (account.lists.byName(deleted.list.name))
        return invalid(`A list with the name '${deleted.list.name}' already exists.`)
      account.lists.restore(listId)
      return { status: 204 }
    },
  },
  {
    route: 'DELETE /crm/v3/lists/{listId}/memberships',
    handle: onList(list => {
      const refused = refuseDynamic(list) ?? refuseSize(list, MAX_MEMBERS - 1)
      if (refused) return refused
      list.members.clear()
      return { status: 204 }
    }),
  },
  {
    route: 'PUT /crm/v3/lists/{listId}/memberships/add-from/{sourceListId}',
    handle: onList((list, account, { params: { sourceListId = '' } }) => {
      const source = account.lists.get(sourceListId)
      if (!source) return noList(sourceListId)
      const refused = refuseDynamic(list) ?? refuseSize(source, MAX_MEMBERS)
      if (refused) return refused
      for (const id of source.members.keys()) if (!list.members.has(id)) list.members.set(id, account.now)
      return { status: 204 }
    }),
  },
]

function onList(
  handle: (list: ContactList, account: HubspotAccount, request: EmulatorRequest) => EmulatorReply,
): (request: EmulatorRequest, account: HubspotAccount) => EmulatorReply {
  return (request, account) => {
    const list = account.lists.get(request.params.listId ?? '')
    return list ? handle(list, account, request) : noList(request.params.listId ?? '')
  }
}

const refuseSize = ({ listId, members }: ContactList, most: number): EmulatorReply | undefined =>
  members.size > most
    ? invalid(`List ${listId} has ${members.size} members; the maximum is ${most}.`)
    : undefined
