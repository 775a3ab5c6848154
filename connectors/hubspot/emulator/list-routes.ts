import type { EmulatorReply, EmulatorRoute } from '@esplanade/connector-kit/emulator'
import { z } from 'zod'
import type { HubspotAccount } from './hubspot-account.ts'
import { type ContactList, PROCESSING_TYPES } from './list-store.ts'
import { errorReply, invalid, readBody } from './replies.ts'

const CONTACTS = '0-1'
const MAX_MEMBERS_PAGE = 250
const DEFAULT_MEMBERS_PAGE = 100
/** Documented for `add-from` only; the cap of plain calls is unconfirmed. */
const MAX_MEMBERS_CALL = 100_000

const createSchema = z.object({
  name: z.string().min(1),
  objectTypeId: z.literal(CONTACTS),
  processingType: z.enum(PROCESSING_TYPES),
})
const searchSchema = z.object({
  query: z.string().default(''),
  offset: z.number().int().min(0).default(0),
  count: z.number().int().min(1).max(500).default(20),
  processingTypes: z.array(z.enum(PROCESSING_TYPES)).optional(),
})
const idsSchema = z.array(z.string()).max(MAX_MEMBERS_CALL)
const changeSchema = z.object({
  recordIdsToAdd: idsSchema.default([]),
  recordIdsToRemove: idsSchema.default([]),
})

/** Lists of contacts and who is on them. */
export const listRoutes: readonly EmulatorRoute<HubspotAccount>[] = [
  {
    route: 'POST /crm/v3/lists',
    handle: ({ body }, account) => {
      const read = readBody(createSchema, body)
      if (!read.ok) return read.reply
      const { name, processingType } = read.body
      if (account.lists.byName(name)) return invalid(`A list with the name '${name}' already exists.`)
      const list = account.lists.add(name, processingType, account.now)
      return { status: 200, body: { list: { ...listJson(list), size: list.members.size } } }
    },
  },
  {
    route: 'GET /crm/v3/lists/object-type-id/{objectTypeId}/name/{listName}',
    handle: ({ params }, account) => {
      const list = params.objectTypeId === CONTACTS ? account.lists.byName(params.listName ?? '') : undefined
      return list
        ? { status: 200, body: { list: { ...listJson(list), size: list.members.size } } }
        : noList(params.listName ?? '')
    },
  },
  {
    route: 'POST /crm/v3/lists/search',
    handle: ({ body }, account) => {
      const read = readBody(searchSchema, body)
      if (!read.ok) return read.reply
      const { query, offset, count, processingTypes } = read.body
      const found = account.lists
        .all()
        .filter(({ name }) => name.toLowerCase().includes(query.toLowerCase()))
        .filter(({ processingType }) => processingTypes?.includes(processingType) ?? true)
      const lists = found.slice(offset, offset + count).map(list => ({
        ...listJson(list),
        // A found list tells its size in another place than a list that was asked for.
        additionalProperties: { hs_list_size: String(list.members.size) },
      }))
      const next = offset + lists.length
      return { status: 200, body: { total: found.length, offset: next, hasMore: next < found.length, lists } }
    },
  },
  {
    route: 'GET /crm/v3/lists/{listId}/memberships',
    handle: ({ params, query }, account) => {
      const list = account.lists.get(params.listId ?? '')
      if (!list) return noList(params.listId ?? '')
      const limit = Number(query.get('limit') ?? DEFAULT_MEMBERS_PAGE)
      if (!(limit >= 1 && limit <= MAX_MEMBERS_PAGE)) {
        return invalid(`limit must be between 1 and ${MAX_MEMBERS_PAGE}`)
      }
      const after = Number(query.get('after') ?? 0)
      const ids = [...list.members.keys()].map(Number).sort((a, b) => a - b)
      const rest = ids.filter(id => id > after)
      const page = rest.slice(0, limit)
      return {
        status: 200,
        body: {
          total: ids.length,
          results: page.map(id => ({
            recordId: String(id),
            membershipTimestamp: new Date(list.members.get(String(id)) ?? 0).toISOString(),
          })),
          ...(rest.length > limit && { paging: { next: { after: String(page.at(-1)) } } }),
        },
      }
    },
  },
  {
    route: 'PUT /crm/v3/lists/{listId}/memberships/add',
    handle: ({ params, body }, account) => {
      const read = readBody(idsSchema, body)
      return read.ok ? change(account, params.listId, read.body, []) : read.reply
    },
  },
  {
    route: 'PUT /crm/v3/lists/{listId}/memberships/remove',
    handle: ({ params, body }, account) => {
      const read = readBody(idsSchema, body)
      return read.ok ? change(account, params.listId, [], read.body) : read.reply
    },
  },
  {
    route: 'PUT /crm/v3/lists/{listId}/memberships/add-and-remove',
    handle: ({ params, body }, account) => {
      const read = readBody(changeSchema, body)
      if (!read.ok) return read.reply
      return change(account, params.listId, read.body.recordIdsToAdd, read.body.recordIdsToRemove)
    },
  },
]

/** Present and unknown ids are ignored; unknown ones are reported. Empty keys are left out. */
function change(
  account: HubspotAccount,
  listId = '',
  add: readonly string[],
  remove: readonly string[],
): EmulatorReply {
  const list = account.lists.get(listId)
  if (!list) return noList(listId)
  const refused = refuseDynamic(list)
  if (refused) return refused
  const added: string[] = []
  const removed: string[] = []
  const missing: string[] = []
  for (const id of new Set(add)) {
    const contact = account.contacts.get(id)
    if (contact === undefined || contact.archivedAt !== null) missing.push(id)
    else if (!list.members.has(contact.id)) {
      list.members.set(contact.id, account.now)
      added.push(contact.id)
    }
  }
  for (const id of new Set(remove)) {
    const contact = account.contacts.get(id)
    if (contact === undefined) missing.push(id)
    else if (list.members.delete(contact.id)) removed.push(contact.id)
  }
  return {
    status: 200,
    body: {
      ...(added.length > 0 && { recordsIdsAdded: added }),
      ...(removed.length > 0 && { recordIdsRemoved: removed }),
      ...(missing.length > 0 && { recordIdsMissing: missing }),
    },
  }
}

/** Members of a list that follows a rule are nobody's to change. */
export const refuseDynamic = ({ listId, processingType }: ContactList): EmulatorReply | undefined =>
  processingType === 'DYNAMIC'
    ? invalid(`Memberships of list ${listId} cannot be changed: its processing type is DYNAMIC.`)
    : undefined

export const noList = (name: string): EmulatorReply =>
  errorReply(404, 'OBJECT_NOT_FOUND', `List does not exist: ${name}`)

export function listJson({ listId, name, processingType, createdAt }: ContactList): Record<string, unknown> {
  return {
    listId,
    name,
    processingType,
    objectTypeId: CONTACTS,
    processingStatus: 'COMPLETE',
    listVersion: 1,
    createdAt: new Date(createdAt).toISOString(),
    updatedAt: new Date(createdAt).toISOString(),
  }
}
