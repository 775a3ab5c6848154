import { minutes } from '@esplanade/core/schema'
import type { ConnectorContext } from '../connector.ts'
import type { OperationTarget, RowAddress } from '../push.ts'
import type { Priority } from '../session.ts'

/** How far the mirror's clock may be ahead of the vendor's. */
const SKEW_MS = minutes(10)

/** What a write must repeat of a member so that it changes neither. */
export interface MemberState {
  readonly email: string
  /** In the vendor's words: see `PulledContact.remoteStatus`. */
  readonly status: string
}

/** Members who changed since a moment of the vendor's clock, oldest change first; since null, all of them. */
export type StateWalk<Context> = (
  context: Context,
  container: string,
  since: number | null,
  priority: Priority,
) => AsyncIterable<readonly (MemberState & { readonly remoteId: string; readonly changedAt: number })[]>

/**
 * The present state of members, for a vendor whose bulk write has no "leave the state alone". A stale
 * `subscribed` would sign somebody up again who left by another way. So every batch first reads who changed
 * since the last look. Who is not among them is as the mirror says; who is, counts as just read. What remains
 * is the moment between this read and the write.
 *
 * Without a mirror (`mirrorAt` or a row's `remoteStatus` missing) the first look reads the whole container,
 * and rows that are not in it are unknown.
 *
 * `walks` are read one after the other: a member whom two of them show is as the later one says.
 * `retreadMs` is read again at each look, for changes that share an instant or show up late.
 */
export function stateBook<Config, Client extends object>({
  walks,
  retreadMs,
}: {
  readonly walks: readonly StateWalk<ConnectorContext<Config, Client>>[]
  readonly retreadMs: number
}) {
  /** Books die with the client they were read through. */
  const shelves = new WeakMap<Client, Map<string, Book>>()
  type Context = ConnectorContext<Config, Client>

  function bookOf({ client }: Context, container: string, from: number | null): Book {
    const shelf = shelves.get(client) ?? new Map<string, Book>()
    shelves.set(client, shelf)
    const known = shelf.get(container)
    if (known && reaches(known, from)) return known
    const book: Book = {
      from,
      members: new Map(),
      since: walks.map(() => from),
      running: Promise.resolve(),
      waiting: undefined,
    }
    shelf.set(container, book)
    return book
  }

  async function readChanges(context: Context, container: string, book: Book, priority: Priority) {
    for (const [at, walk] of walks.entries()) {
      const since = book.since[at] ?? null
      let newest = since
      for await (const members of walk(context, container, since, priority)) {
        for (const { remoteId, email, status, changedAt } of members) {
          book.members.set(remoteId, { email, status })
          newest = Math.max(newest ?? 0, changedAt - retreadMs)
        }
      }
      book.since[at] = newest
    }
  }

  return async (
    context: Context,
    { container, mirrorAt }: OperationTarget,
    rows: readonly RowAddress[],
    priority: Priority,
  ): Promise<(row: RowAddress) => MemberState | undefined> => {
    const mirrored = mirrorAt !== undefined && rows.every(row => row.remoteStatus !== undefined)
    const book = bookOf(context, container, mirrored ? mirrorAt - SKEW_MS : null)
    await look(book, () => readChanges(context, container, book, priority))
    return row => {
      const seen = book.members.get(row.remoteId)
      if (seen || !mirrored || row.remoteStatus === undefined || row.email === null) return seen
      return { email: row.email, status: row.remoteStatus }
    }
  }
}

interface Book {
  /** Everybody who changed since then is in it; null: everybody is. */
  readonly from: number | null
  readonly members: Map<string, MemberState>
  /** Where the next look begins, by the vendor's own clock, for each walk. */
  readonly since: (number | null)[]
  running: Promise<void>
  /** A look that has not begun yet and thus serves everybody who asks until it does. */
  waiting: Promise<void> | undefined
}

/** A book of old changes is dropped for a fresh mirror, which knows them and makes the next look short. */
function reaches({ from: bookFrom, since }: Book, from: number | null): boolean {
  if (from === null || bookFrom === null) return bookFrom === null
  const lookedAt = Math.min(...since.map(at => at ?? bookFrom))
  return bookFrom <= from && from <= lookedAt
}

/** Waits for a look that began after this call. Looks of one book never overlap: a late answer would undo a newer one. */
function look(book: Book, read: () => Promise<void>): Promise<void> {
  const begin = () => {
    book.waiting = undefined
    book.running = read()
    return book.running
  }
  // A look that failed was its own askers' concern.
  book.waiting ??= book.running.then(begin, begin)
  return book.waiting
}
