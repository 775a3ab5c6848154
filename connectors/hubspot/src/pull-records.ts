import {
  hours,
  minutes,
  type PullRequest,
  type RecordPage,
  type RecordWalk,
  walkRecords,
} from '@esplanade/connector-kit'
import type { Context } from './api-request.ts'
import {
  listRecords,
  listRoute,
  type ObjectKind,
  type RemoteRecord,
  readRecords,
  SEARCH_PAGE,
  searchChanges,
} from './records.ts'

/** The search index lags writes "by moments", in no promised order; what comes up in this span is read again. */
const OVERLAP_MS = minutes(5)
/** How far the vendor's clock may be behind ours. */
export const MAX_SKEW_MS = hours(1)

/**
 * Characters of properties in the address of the list call; servers cap it at about 16 kB. An account
 * with more is read by ids, and the values by a second call for each page, which has them in its body.
 */
const MOST_IN_ADDRESS = 12_000

/** All records of a kind the first time, and later what changed or was archived since. */
export function pullRecords(
  context: Context,
  kind: ObjectKind,
  properties: readonly string[],
  request: PullRequest,
): AsyncGenerator<RecordPage<RemoteRecord>> {
  const inAddress = properties.join('&properties=').length <= MOST_IN_ADDRESS
  const read = (ids: readonly string[]) => readRecords(context, kind, { ids, properties })
  const walk: RecordWalk<RemoteRecord> = {
    route: listRoute(kind),
    pageSize: SEARCH_PAGE,
    overlapMs: OVERLAP_MS,
    skewMs: MAX_SKEW_MS,
    list: async after => {
      const listed = await listRecords(context, kind, inAddress ? properties : [kind.modified], { after })
      return inAddress ? listed : { ...listed, records: await read(listed.records.map(({ id }) => id)) }
    },
    archived: after =>
      // Of archived contacts only the id is told.
      listRecords(context, kind, kind.type === 'contacts' ? [] : properties, { after, archived: true }),
    search: range => searchChanges(context, kind, range),
    read,
    modifiedAt: record => record.modifiedAt,
    archivedAt: record => record.archivedAt,
  }
  return walkRecords(walk, request, () => context.session.clock.now())
}
