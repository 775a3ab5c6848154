import type { EmulatorReply, EmulatorRoute } from '@esplanade/connector-kit/emulator'
import { z } from 'zod'
import type { HubspotAccount } from './hubspot-account.ts'
import type { ObjectType } from './object-stores.ts'
import { recordJson } from './record-json.ts'
import type { RecordVersion } from './record-store.ts'
import { batchError, batchReply, errorReply, invalid, readBody } from './replies.ts'
import { refuseSearch, runSearch, searchSchema } from './search-query.ts'

const MAX_PAGE = 100
const MAX_BATCH = 100

const batchReadSchema = z.object({
  inputs: z.array(z.object({ id: z.string() })),
  properties: z.array(z.string()).default([]),
  idProperty: z.string().optional(),
})

/** Reading: what `/crm/v3/objects/{type}` offers for contacts and orders alike. */
export function objectRoutes(type: ObjectType): readonly EmulatorRoute<HubspotAccount>[] {
  const path = `/crm/v3/objects/${type}`
  const routes: readonly EmulatorRoute<HubspotAccount>[] = [
    {
      route: `GET ${path}`,
      handle: ({ query }, account) => {
        const limit = Number(query.get('limit') ?? 10)
        if (!(limit >= 1 && limit <= MAX_PAGE)) return invalid(`limit must be between 1 and ${MAX_PAGE}`)
        const after = query.get('after') ?? '0'
        if (!/^\d+$/.test(after)) return invalid('after is not a cursor of this endpoint')
        const store = account.store(type)
        const { rows, next } = store.page(Number(after), limit, query.get('archived') === 'true')
        const properties = listed(query, 'properties')
        const owned = type === 'orders' || type === 'deals' ? type : null
        const wantsContacts = listed(query, 'associations').includes('contacts')
        return {
          status: 200,
          body: {
            results: rows.map(row =>
              recordJson(
                store,
                row,
                properties,
                owned && wantsContacts ? associationsOf(account, owned, row) : {},
              ),
            ),
            ...(next !== null && { paging: { next: { after: String(next) } } }),
          },
        }
      },
    },
    {
      route: `POST ${path}/search`,
      handle: ({ body, bodyBytes }, account) => {
        const read = readBody(searchSchema, body)
        if (!read.ok) return read.reply
        const refused = refuseSearch(read.body, bodyBytes)
        if (refused) return refused
        const store = account.store(type)
        const rows = runSearch(store, read.body, account.now)
        const after = Number(read.body.after)
        const next = after + read.body.limit
        return {
          status: 200,
          body: {
            total: rows.length,
            results: rows.slice(after, next).map(row => recordJson(store, row, read.body.properties)),
            ...(next < rows.length && { paging: { next: { after: String(next) } } }),
          },
        }
      },
    },
    {
      route: `POST ${path}/batch/read`,
      handle: ({ body, query }, account) => {
        const read = readBody(batchReadSchema, body)
        if (!read.ok) return read.reply
        const { inputs, properties, idProperty } = read.body
        if (inputs.length > MAX_BATCH) return tooMany(inputs.length)
        const store = account.store(type)
        const unique = type === 'contacts' ? ['email', ...store.catalog.uniqueNames()] : []
        if (idProperty !== undefined && !unique.includes(idProperty))
          return invalid(`${idProperty} is not a unique property`)
        const archived = query.get('archived') === 'true'
        const found: RecordVersion[] = []
        const missing: string[] = []
        for (const { id } of inputs) {
          const record = idProperty === undefined ? store.get(id) : account.book.byUnique(idProperty, id)
          if (record === undefined || (record.archivedAt !== null) !== archived) missing.push(id)
          else found.push(record)
        }
        const results = [...new Set(found)].map(row => recordJson(store, row, properties))
        const errors = missing.length === 0 ? [] : [notFoundError(missing)]
        return batchReply(200, account.now, results, errors)
      },
    },
  ]
  return routes.map(known => ({
    route: known.route,
    handle: (request, account, world) =>
      type === 'orders' && !account.hasOrders ? unknownObject(type) : known.handle(request, account, world),
  }))
}

/** As the service words it for a kind of record that the account does not have. */
const unknownObject = (type: ObjectType): EmulatorReply =>
  invalid(`Unable to infer object type from: ${type}`)

export const notFoundError = (ids: readonly string[]) =>
  batchError(
    'OBJECT_NOT_FOUND',
    'Could not get some objects, they may be deleted or not exist. Check that ids are valid.',
    { ids },
  )

export const tooMany = (count: number): EmulatorReply =>
  errorReply(400, 'VALIDATION_ERROR', `The batch holds ${count} inputs; the maximum is ${MAX_BATCH}.`)

export { MAX_BATCH }

function associationsOf(
  account: HubspotAccount,
  type: 'orders' | 'deals',
  { id }: RecordVersion,
): Record<string, unknown> {
  const contacts = account.contactsOf(type, id)
  if (contacts.length === 0) return {}
  return {
    associations: {
      contacts: { results: contacts.map(to => ({ id: to, type: `${type.slice(0, -1)}_to_contact` })) },
    },
  }
}

/** The SDK repeats a parameter, the vendor's pages join with commas: the service takes both. */
export const listed = (query: URLSearchParams, name: string): string[] =>
  query
    .getAll(name)
    .flatMap(text => text.split(','))
    .filter(Boolean)
