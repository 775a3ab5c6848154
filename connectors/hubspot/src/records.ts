import {
  chunksOf,
  contractError,
  type KeysetPlace,
  type KeysetRow,
  type ListedRecords,
} from '@esplanade/connector-kit'
import {
  type Filter,
  FilterOperatorEnum as Op,
} from '@hubspot/api-client/lib/codegen/crm/objects/models/Filter.js'
import type { SimplePublicObjectWithAssociations } from '@hubspot/api-client/lib/codegen/crm/objects/models/SimplePublicObjectWithAssociations.js'
import { ask, type Context } from './api-request.ts'
import { TECHNICAL } from './properties.ts'

/** All kinds of record speak the same endpoints; what differs is here. */
export interface ObjectKind {
  readonly type: 'contacts' | 'orders' | 'deals' | 'products'
  /** The property with the time of the last change. */
  readonly modified: string
  readonly associations?: readonly string[]
}

export interface RemoteRecord {
  readonly id: string
  readonly properties: Readonly<Record<string, string | null>>
  readonly createdAt: number
  readonly modifiedAt: number | null
  readonly archivedAt: number | null
  /** Ids of associated contacts; undefined where the call does not tell. */
  readonly contactIds?: readonly string[]
}

export const CONTACTS: ObjectKind = { type: 'contacts', modified: TECHNICAL.modified }

const LIST_PAGE = 100
const READ_BATCH = 100
export const SEARCH_PAGE = 200

/** A page in order of id: the only way through an account without the search's cap. */
export async function listRecords(
  context: Context,
  kind: ObjectKind,
  properties: readonly string[],
  { after, archived = false }: { readonly after?: string | undefined; readonly archived?: boolean },
): Promise<ListedRecords<RemoteRecord>> {
  const associations = kind.associations && [...kind.associations]
  const names = [...properties]
  const { results, paging } = await ask(context, listRoute(kind), ({ crm: { objects } }) =>
    objects.basicApi.getPageWithHttpInfo(
      kind.type,
      LIST_PAGE,
      after,
      names,
      undefined,
      associations,
      archived,
    ),
  )
  const records = results.map(row => ({
    ...recordOf(kind, row),
    ...(associations && { contactIds: contactsOf(row) }),
  }))
  return { records, after: paging?.next?.after }
}

/**
 * Which records changed, by the search index: up to a page of ids in order of change, or of id within
 * one instant. The values come from `readRecords`: the index lags, and its request holds 3,000 characters only.
 *
 * @throws ConnectorError of kind `contract` for a result without its time of change.
 */
export async function searchChanges(
  context: Context,
  kind: ObjectKind,
  { since, afterId, until }: KeysetPlace & { readonly until: number },
): Promise<KeysetRow[]> {
  const byId = afterId !== undefined
  const filters = byId
    ? [filter(kind.modified, Op.Eq, String(since)), filter('hs_object_id', Op.Gt, afterId)]
    : [filter(kind.modified, Op.Gte, String(since)), filter(kind.modified, Op.Lte, String(until))]
  const found = await search(context, kind, filters, byId ? 'hs_object_id' : kind.modified, kind.modified)
  return found.map(({ id, modifiedAt: at }) => {
    if (at === null) throw contractError(searchRoute(kind), `record ${id} without its ${kind.modified}`)
    return { id, at }
  })
}

/** A page of the records that have a property, by id from just above `afterId`, as the search index knows them. */
export function searchRecords(
  context: Context,
  kind: ObjectKind,
  { having, afterId }: { readonly having: string; readonly afterId: string },
): Promise<RemoteRecord[]> {
  const filters = [{ propertyName: having, operator: Op.HasProperty }, filter('hs_object_id', Op.Gt, afterId)]
  return search(context, kind, filters, 'hs_object_id', having)
}

export const searchRoute = ({ type }: ObjectKind): string => `POST /crm/v3/objects/${type}/search`
export const readRoute = ({ type }: ObjectKind): string => `POST /crm/v3/objects/${type}/batch/read`
export const listRoute = ({ type }: ObjectKind): string => `GET /crm/v3/objects/${type}`

const filter = (propertyName: string, operator: Op, value: string): Filter => {
  return { propertyName, operator, value }
}

async function search(
  context: Context,
  kind: ObjectKind,
  filters: Filter[],
  sort: string,
  property: string,
): Promise<RemoteRecord[]> {
  const wanted = { filterGroups: [{ filters }], sorts: [sort], properties: [property], limit: SEARCH_PAGE }
  const { results } = await ask(context, searchRoute(kind), ({ crm: { objects } }) =>
    objects.searchApi.doSearchWithHttpInfo(kind.type, wanted),
  )
  return results.map(row => recordOf(kind, row))
}

/** Records as they are now. One that was archived or merged away since it was found is left out. */
export async function readRecords(
  context: Context,
  kind: ObjectKind,
  wanted: {
    readonly ids: readonly string[]
    readonly properties: readonly string[]
    /** Those in the archive, in place of those that live. */
    readonly archived?: boolean
    /** What `ids` are, where they are not record ids. */
    readonly by?: 'email'
  },
): Promise<RemoteRecord[]> {
  const shared = {
    properties: [...wanted.properties],
    propertiesWithHistory: [],
    ...(wanted.by && { idProperty: wanted.by }),
  }
  const read = async (ids: readonly string[]) => {
    const inputs = ids.map(id => ({ id }))
    const { results } = await ask(context, readRoute(kind), ({ crm: { objects } }) =>
      objects.batchApi.readWithHttpInfo(kind.type, { ...shared, inputs }, wanted.archived),
    )
    return results.map(row => recordOf(kind, row))
  }
  return (await Promise.all(chunksOf(wanted.ids, READ_BATCH).map(read))).flat()
}

function recordOf(kind: ObjectKind, row: SimplePublicObjectWithAssociations): RemoteRecord {
  const modifiedAt = Date.parse(row.properties[kind.modified] ?? '')
  return {
    id: row.id,
    properties: row.properties,
    createdAt: row.createdAt.getTime(),
    modifiedAt: Number.isNaN(modifiedAt) ? null : modifiedAt,
    archivedAt: row.archivedAt?.getTime() ?? null,
  }
}

const contactsOf = (row: SimplePublicObjectWithAssociations): string[] =>
  (row.associations?.contacts?.results ?? []).map(({ id }) => id)
