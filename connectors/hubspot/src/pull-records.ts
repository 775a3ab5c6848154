import { contractError, type PullRequest } from '@esplanade/connector-kit'
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
  type ObjectKind,
  type RemoteRecord,
  readRecords,
  SEARCH_PAGE,
  searchChanges,
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
  throw contractError(`GET ${kind.path}`, `more than ${MAX_PAGES} pages`)
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

/**
 * Each page is a search of its own that begins at the last change seen, so rows that move while we
 * read shift nothing, and the vendor's cap of 10,000 results per search is never reached. An instant
 * with more rows than one page is read by id instead, which passes any number of them.
 */
async function* walkChanges(
  context: Context,
  kind: ObjectKind,
  properties: readonly string[],
  start: CursorAt<'changes'>,
  until: number,
): AsyncGenerator<RecordPage, CursorAt<'archived'>> {
  let cursor = start
  /** What was given of the instant `cursor.since`, which the next search shows again. */
  let edge: ReadonlySet<string> = new Set()
  for (let pages = 0; pages < MAX_PAGES; pages++) {
    const { since, afterId } = cursor
    const found = await searchChanges(context, kind, { since, until, afterId })
    const fresh = found.filter(({ id, at }) => at > since || !edge.has(id))
    const newest = Math.max(cursor.newest, found.at(-1)?.at ?? 0)
    const next = advance({ ...cursor, newest }, found)
    const records = await readRecords(context, kind, { ids: fresh.map(({ id }) => id), properties })
    if (next === undefined) {
      const archived = { phase: 'archived', from: cursor.from, newest: readUpTo(newest, until) } as const
      yield { source: 'changes', records, checkpoint: archived }
      return archived
    }
    yield { source: 'changes', records, checkpoint: next }
    const given = found.filter(({ at }) => at === next.since).map(({ id }) => id)
    edge = new Set(next.since === since ? [...edge, ...given] : given)
    cursor = next
  }
  throw contractError(`POST ${kind.path}/search`, `more than ${MAX_PAGES} pages of changes`)
}

/** Where the walk goes on after a page; undefined at its end. */
function advance(
  cursor: CursorAt<'changes'>,
  found: readonly { readonly id: string; readonly at: number }[],
): CursorAt<'changes'> | undefined {
  const { phase, from, since, newest, afterId } = cursor
  const last = found.at(-1)
  const full = last !== undefined && found.length >= SEARCH_PAGE
  if (afterId !== undefined) {
    return full ? { phase, from, since, newest, afterId: last.id } : { phase, from, since: since + 1, newest }
  }
  if (!full) return undefined
  return last.at > since
    ? { phase, from, since: last.at, newest }
    : { phase, from, since, newest, afterId: '0' }
}

/** Of archived contacts only the id is told. */
const namesFor = (kind: ObjectKind, properties: readonly string[]): readonly string[] =>
  kind.type === 'contacts' ? [] : properties

const newestOf = (newest: number, records: readonly RemoteRecord[]): number =>
  records.reduce((latest, { modifiedAt }) => Math.max(latest, modifiedAt ?? 0), newest)
