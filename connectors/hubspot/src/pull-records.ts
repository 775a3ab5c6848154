import { contractError, type KeysetPlace, keysetWalk, type PullRequest } from '@esplanade/connector-kit'
import type { Context } from './api-request.ts'
import {
  type CursorAt,
  changesAfter,
  listedUpTo,
  type RecordCursor,
  readCursor,
  readUpTo,
} from './record-cursor.ts'
import {
  listRecords,
  listRoute,
  type ObjectKind,
  type RemoteRecord,
  readRecords,
  SEARCH_PAGE,
  searchChanges,
  searchRoute,
} from './records.ts'

export interface RecordPage {
  /** Whether these are living records from the list (with associations), changed ones, or archived ones. */
  readonly source: 'list' | 'changes' | 'archived'
  readonly records: readonly RemoteRecord[]
  readonly checkpoint: RecordCursor
}

/** More pages than any account fills: a bound for a vendor that never says "end". */
const MAX_PAGES = 1_000_000

/**
 * Characters of properties in the address of the list call; servers cap it at about 16 kB. An account
 * with more is read by ids, and the values by a second call for each page, which has them in its body.
 */
const MOST_IN_ADDRESS = 12_000

/** Walks all records of a kind the first time, and later what changed or was archived since. */
export async function* pullRecords(
  context: Context,
  kind: ObjectKind,
  properties: readonly string[],
  { checkpoint, until }: PullRequest,
): AsyncGenerator<RecordPage> {
  const start = readCursor(checkpoint, until)
  let cursor: RecordCursor = start.phase === 'idle' ? changesAfter(start.newest) : start
  for (let pages = 0; pages < MAX_PAGES; pages++) {
    if (cursor.phase === 'list') {
      const page = await listPage(context, kind, properties, cursor, until)
      yield page
      cursor = page.checkpoint
    } else if (cursor.phase === 'changes') {
      cursor = yield* walkChanges(context, kind, properties, cursor, until)
    } else if (cursor.phase === 'archived') {
      const page = await archivedPage(context, kind, properties, cursor)
      yield page
      cursor = page.checkpoint
    } else return
  }
  throw contractError(listRoute(kind), `more than ${MAX_PAGES} pages`)
}

async function listPage(
  context: Context,
  kind: ObjectKind,
  properties: readonly string[],
  cursor: CursorAt<'list'>,
  until: number,
): Promise<RecordPage> {
  const inAddress = properties.join('&properties=').length <= MOST_IN_ADDRESS
  const listed = await listRecords(context, kind, inAddress ? properties : [kind.modified], cursor)
  const { after } = listed
  const ids = listed.records.map(({ id }) => id)
  const records = inAddress ? listed.records : await readRecords(context, kind, { ids, properties })
  const seen: CursorAt<'list'> = { ...cursor, newest: newestOf(cursor.newest, records) }
  if (after !== undefined) return { source: 'list', records, checkpoint: { ...seen, after } }
  const upTo = listedUpTo(seen, context.session.clock.now())
  // What a list begun by this very pull has read is as of `until` or later: nothing to catch up on.
  const checkpoint: RecordCursor =
    cursor.startedAt === until ? { phase: 'idle', newest: upTo } : changesAfter(upTo)
  return { source: 'list', records, checkpoint }
}

async function archivedPage(
  context: Context,
  kind: ObjectKind,
  properties: readonly string[],
  cursor: CursorAt<'archived'>,
): Promise<RecordPage> {
  const { records, after } = await listRecords(context, kind, namesFor(kind, properties), cursor)
  const { from, newest } = cursor
  return {
    source: 'archived',
    records: records.filter(record => (record.archivedAt ?? Number.POSITIVE_INFINITY) >= from),
    checkpoint: after === undefined ? { phase: 'idle', newest } : { phase: 'archived', from, newest, after },
  }
}

/** By the search index, which knows ids and times and caps a search at 10,000 results; the values are read by id. */
async function* walkChanges(
  context: Context,
  kind: ObjectKind,
  properties: readonly string[],
  { from, newest: known, phase, ...place }: CursorAt<'changes'>,
  until: number,
): AsyncGenerator<RecordPage, CursorAt<'archived'>> {
  let newest = known
  const search = (at: KeysetPlace) => searchChanges(context, kind, { ...at, until })
  const walk = { route: searchRoute(kind), from: place, pageSize: SEARCH_PAGE, search }
  for await (const { rows, newest: seen, next } of keysetWalk(walk)) {
    newest = Math.max(newest, seen)
    const records = await readRecords(context, kind, { ids: rows.map(({ id }) => id), properties })
    const source = 'changes' as const
    if (next !== null) yield { source, records, checkpoint: { phase, from, newest, ...next } }
    else {
      const archived = { phase: 'archived', from, newest: readUpTo(newest, until) } as const
      yield { source, records, checkpoint: archived }
      return archived
    }
  }
  throw contractError(walk.route, 'a walk without a last page')
}

/** Of archived contacts only the id is told. */
const namesFor = (kind: ObjectKind, properties: readonly string[]): readonly string[] =>
  kind.type === 'contacts' ? [] : properties

const newestOf = (newest: number, records: readonly RemoteRecord[]): number =>
  records.reduce((latest, { modifiedAt }) => Math.max(latest, modifiedAt ?? 0), newest)
