import { contractError } from '../answer/contract-error.ts'
import type { PullRequest } from '../connector.ts'
import { type KeysetPlace, type KeysetRow, keysetWalk } from './keyset-walk.ts'
import { type CursorAt, type RecordCursor, recordCursorSchema } from './record-cursor.ts'

/** A kind of record as the vendor gives it out. */
export interface RecordWalk<Record> {
  /** The call that lists, for errors. */
  readonly route: string
  /** Records of a full page of `search`. */
  readonly pageSize: number
  /** How far behind what was read the next walk begins: for an index that lags its writes. */
  readonly overlapMs: number
  /** How far the vendor's clock may be behind ours. */
  readonly skewMs: number
  /** A page of all records in order of id, which passes an account of any size. */
  list(after: string | undefined): Promise<ListedRecords<Record>>
  /** The same of those in the archive. */
  archived(after: string | undefined): Promise<ListedRecords<Record>>
  /** Which records changed, up to `until`: see `KeysetWalk`. */
  search(range: KeysetPlace & { readonly until: number }): Promise<readonly KeysetRow[]>
  /** Records as they are now; those that are gone since they were found are left out. */
  read(ids: readonly string[]): Promise<readonly Record[]>
  /** The vendor's times; null where a record has none. */
  modifiedAt(record: Record): number | null
  archivedAt(record: Record): number | null
}

export interface ListedRecords<Record> {
  readonly records: readonly Record[]
  readonly after: string | undefined
}

export interface RecordPage<Record> {
  /** Whether these are records from the list, changed ones, or archived ones. */
  readonly source: 'list' | 'changes' | 'archived'
  readonly records: readonly Record[]
  readonly checkpoint: RecordCursor
}

/** More pages than any account fills: a bound for a vendor that never says "end". */
const MAX_PAGES = 1_000_000

/**
 * Walks all records of a kind the first time, and later what changed or was archived since: for a vendor
 * that lists by id, searches by time within a cap, and keeps an archive. `now` is our clock's.
 *
 * @throws Error when the stored checkpoint is not one of this walk.
 */
export async function* walkRecords<Record>(
  walk: RecordWalk<Record>,
  { checkpoint, until }: PullRequest,
  now: () => number,
): AsyncGenerator<RecordPage<Record>> {
  let cursor = recordCursorSchema.parse(checkpoint ?? { phase: 'list', startedAt: until, newest: 0 })
  if (cursor.phase === 'idle') cursor = changesAfter(cursor.newest, walk)
  for (let pages = 0; pages < MAX_PAGES && cursor.phase !== 'idle'; pages += 1) {
    if (cursor.phase === 'changes') cursor = yield* walkChanges(walk, cursor, until)
    else {
      const page: RecordPage<Record> =
        cursor.phase === 'list' ? await listPage(walk, cursor, until, now) : await archivedPage(walk, cursor)
      yield page
      cursor = page.checkpoint
    }
  }
  if (cursor.phase !== 'idle') throw contractError(walk.route, `more than ${MAX_PAGES} pages`)
}

async function listPage<Record>(
  walk: RecordWalk<Record>,
  cursor: CursorAt<'list'>,
  until: number,
  now: () => number,
): Promise<RecordPage<Record>> {
  const { records, after } = await walk.list(cursor.after)
  const { startedAt } = cursor
  const newest = records.reduce((latest, row) => Math.max(latest, walk.modifiedAt(row) ?? 0), cursor.newest)
  if (after !== undefined) return { source: 'list', records, checkpoint: { ...cursor, newest, after } }
  // The rows of a list that took a while were read at different times, so changes count from the list's
  // first moment, told from the newest change seen in it.
  const upTo = readUpTo(Math.min(startedAt, newest - (now() - startedAt)), startedAt, walk)
  // What a list begun by this very pull has read is as of `until` or later: nothing to catch up on.
  const checkpoint: RecordCursor =
    startedAt === until ? { phase: 'idle', newest: upTo } : changesAfter(upTo, walk)
  return { source: 'list', records, checkpoint }
}

async function archivedPage<Record>(
  walk: RecordWalk<Record>,
  { from, newest, after: begin }: CursorAt<'archived'>,
): Promise<RecordPage<Record>> {
  const { records, after } = await walk.archived(begin)
  return {
    source: 'archived',
    records: records.filter(record => (walk.archivedAt(record) ?? Number.POSITIVE_INFINITY) >= from),
    checkpoint: after === undefined ? { phase: 'idle', newest } : { phase: 'archived', from, newest, after },
  }
}

/** The search knows ids and times; the values are read by id, since its index lags. */
async function* walkChanges<Record>(
  walk: RecordWalk<Record>,
  { from, newest: known, phase, ...place }: CursorAt<'changes'>,
  until: number,
): AsyncGenerator<RecordPage<Record>, RecordCursor> {
  let cursor: RecordCursor = { phase, from, newest: known, ...place }
  let newest = known
  const { route, pageSize } = walk
  const search = (at: KeysetPlace) => walk.search({ ...at, until })
  for await (const { rows, newest: seen, next } of keysetWalk({ route, pageSize, from: place, search })) {
    newest = Math.max(newest, seen)
    cursor =
      next === null
        ? { phase: 'archived', from, newest: readUpTo(newest, until, walk) }
        : { phase, from, newest, ...next }
    yield { source: 'changes', records: await walk.read(rows.map(({ id }) => id)), checkpoint: cursor }
  }
  return cursor
}

/** By the vendor's clock, up to where everything is read once a walk up to `until` has ended. */
const readUpTo = (newest: number, until: number, { skewMs }: { readonly skewMs: number }): number =>
  Math.max(newest, until - skewMs)

function changesAfter(newest: number, { overlapMs }: { readonly overlapMs: number }): CursorAt<'changes'> {
  const since = Math.max(0, newest - overlapMs)
  return { phase: 'changes', from: since, since, newest }
}
