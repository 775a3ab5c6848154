import { contractError } from '@esplanade/connector-kit'
import { type Filter, FilterOperatorEnum } from '@hubspot/api-client/lib/codegen/crm/objects/models/Filter.js'
import type { SimplePublicObjectWithAssociations } from '@hubspot/api-client/lib/codegen/crm/objects/models/SimplePublicObjectWithAssociations.js'
import type { Context } from './api-request.ts'
import { TECHNICAL } from './properties.ts'
import type { CursorAt } from './record-cursor.ts'

/** All kinds of record speak the same endpoints; what differs is here. */
export interface ObjectKind {
  readonly type: 'contacts' | 'orders' | 'deals' | 'products'
  readonly path: `/crm/v3/objects/${ObjectKind['type']}`
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

export const CONTACTS: ObjectKind = {
  type: 'contacts',
  path: '/crm/v3/objects/contacts',
  modified: TECHNICAL.modified,
}

const LIST_PAGE = 100
const READ_BATCH = 100
export const SEARCH_PAGE = 200

/** A page in order of id: the only way through an account without the search's cap. */
export async function listRecords(
  { client, session }: Context,
  kind: ObjectKind,
  properties: readonly string[],
  { phase, after }: Pick<CursorAt<'list' | 'archived'>, 'phase' | 'after'>,
): Promise<{ readonly records: RemoteRecord[]; readonly after: string | undefined }> {
  const associations = kind.associations && [...kind.associations]
  const { data } = await session.call(`GET ${kind.path}`, { idempotent: true }, () =>
    client.crm.objects.basicApi.getPageWithHttpInfo(
      kind.type,
      LIST_PAGE,
      after,
      [...properties],
      undefined,
      associations,
      phase === 'archived',
    ),
  )
  const records = data.results.map(row => ({
    ...recordOf(kind, row),
    ...(associations && { contactIds: contactsOf(row) }),
  }))
  return { records, after: data.paging?.next?.after }
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
  range: { readonly since: number; readonly until: number; readonly afterId: string | undefined },
): Promise<{ readonly id: string; readonly at: number }[]> {
  const { since, until, afterId } = range
  const byId = afterId !== undefined
  const filters: Filter[] = byId
    ? [
        { propertyName: kind.modified, operator: FilterOperatorEnum.Eq, value: String(since) },
        { propertyName: 'hs_object_id', operator: FilterOperatorEnum.Gt, value: afterId },
      ]
    : [
        { propertyName: kind.modified, operator: FilterOperatorEnum.Gte, value: String(since) },
        { propertyName: kind.modified, operator: FilterOperatorEnum.Lte, value: String(until) },
      ]
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
  const filters: Filter[] = [
    { propertyName: having, operator: FilterOperatorEnum.HasProperty },
    { propertyName: 'hs_object_id', operator: FilterOperatorEnum.Gt, value: afterId },
  ]
  return search(context, kind, filters, 'hs_object_id', having)
}

const searchRoute = ({ path }: ObjectKind): string => `POST ${path}/search`

async function search(
  { client, session }: Context,
  kind: ObjectKind,
  filters: Filter[],
  sort: string,
  property: string,
): Promise<RemoteRecord[]> {
  const { data } = await session.call(searchRoute(kind), { idempotent: true }, () =>
    client.crm.objects.searchApi.doSearchWithHttpInfo(kind.type, {
      filterGroups: [{ filters }],
      sorts: [sort],
      properties: [property],
      limit: SEARCH_PAGE,
    }),
  )
  return data.results.map(row => recordOf(kind, row))
}

/** Records as they are now. One that was archived or merged away since it was found is left out. */
export async function readRecords(
  { client, session }: Context,
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
  const batches: string[][] = []
  for (let from = 0; from < wanted.ids.length; from += READ_BATCH) {
    batches.push(wanted.ids.slice(from, from + READ_BATCH))
  }
  const pages = await Promise.all(
    batches.map(ids =>
      session.call(`POST ${kind.path}/batch/read`, { idempotent: true }, () =>
        client.crm.objects.batchApi.readWithHttpInfo(
          kind.type,
          {
            inputs: ids.map(id => ({ id })),
            properties: [...wanted.properties],
            propertiesWithHistory: [],
            ...(wanted.by && { idProperty: wanted.by }),
          },
          wanted.archived,
        ),
      ),
    ),
  )
  return pages.flatMap(({ data }) => data.results.map(row => recordOf(kind, row)))
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
