import {
  instant,
  minutes,
  type OperationTarget,
  type Priority,
  type RowAddress,
  seconds,
} from '@esplanade/connector-kit'
import type { Context } from './ask.ts'
import type { MailchimpClient } from './client.ts'
import { placeAt, walkMembers } from './member-walk.ts'
import { memberState } from './shapes.ts'

/** How far the mirror's clock may be ahead of the vendor's. */
const SKEW_MS = minutes(10)
/** Read again at each look, so that changes that share a second or show up late are not missed. */
const RETREAD_MS = seconds(5)

/** What a write has to know of a member: Mailchimp's bulk write needs both repeated. */
export interface MemberNow {
  readonly email: string
  readonly status: string
}

/**
 * The present status of members, for writes that must repeat it.
 *
 * The bulk call has no "leave the status alone": it wants one for every member, and a stale
 * `subscribed` would sign somebody up again who left through the API, an admin or another tool
 * (only a person's own opt-out is guarded by Mailchimp). So every batch first reads who changed,
 * in two small requests: members and archived ones since the last look. Who is not among them is as
 * the mirror says; who is, counts with the address and status just read. What remains is the
 * moment between this read and the write.
 *
 * Without a mirror (`mirrorAt` or a row's `remoteStatus` missing) the first look reads the whole
 * audience, and rows that are not in it are unknown.
 */
export async function readStatuses(
  context: Context,
  { container, mirrorAt }: OperationTarget,
  rows: readonly RowAddress[],
  priority: Priority,
): Promise<(row: RowAddress) => MemberNow | undefined> {
  const mirrored = mirrorAt !== undefined && rows.every(row => row.remoteStatus !== undefined)
  const from = mirrored ? mirrorAt - SKEW_MS : null
  const book = bookOf(context, container, from)
  await look(context, book, priority)
  return row => {
    const seen = book.members.get(row.remoteId)
    if (seen || !mirrored || row.remoteStatus === undefined || row.email === null) return seen
    return { email: row.email, status: row.remoteStatus }
  }
}

interface Book {
  readonly listId: string
  /** Everybody who changed since then is in it; null: everybody is. */
  readonly from: number | null
  readonly members: Map<string, MemberNow>
  /** Where the next look begins, by the vendor's own clock. */
  readonly since: { members: number | null; archived: number | null }
  running: Promise<void>
  /** A look that has not begun yet and thus serves everybody who asks until it does. */
  waiting: Promise<void> | undefined
}

/** Books die with the client they were read through. */
const books = new WeakMap<MailchimpClient, Map<string, Book>>()

function bookOf({ client }: Context, listId: string, from: number | null): Book {
  const shelf = books.get(client) ?? new Map<string, Book>()
  books.set(client, shelf)
  const known = shelf.get(listId)
  if (known && reaches(known, from)) return known
  const book: Book = {
    listId,
    from,
    members: new Map(),
    since: { members: from, archived: from },
    running: Promise.resolve(),
    waiting: undefined,
  }
  shelf.set(listId, book)
  return book
}

/** A book of old changes is dropped for a fresh mirror, which knows them and makes the next look short. */
function reaches(book: Book, from: number | null): boolean {
  if (from === null || book.from === null) return book.from === null
  const lookedAt = Math.min(book.since.members ?? book.from, book.since.archived ?? book.from)
  return book.from <= from && from <= lookedAt
}

/** Waits for a look that began after this call. Looks of one book never overlap: a late answer would undo a newer one. */
function look(context: Context, book: Book, priority: Priority): Promise<void> {
  const begin = () => {
    book.waiting = undefined
    book.running = readChanges(context, book, priority)
    return book.running
  }
  // A look that failed was its own askers' concern.
  book.waiting ??= book.running.then(begin, begin)
  return book.waiting
}

/** Archived members last: who was archived between the two walks is then seen as archived. */
async function readChanges(context: Context, book: Book, priority: Priority): Promise<void> {
  for (const part of ['members', 'archived'] as const) {
    const since = book.since[part]
    const query = {
      listId: book.listId,
      row: memberState,
      priority,
      ...(part === 'archived' && { status: part }),
    }
    let newest = since
    for await (const { members } of walkMembers(context, query, placeAt(since))) {
      for (const { contact_id, email_address, status, last_changed } of members) {
        book.members.set(contact_id, { email: email_address, status })
        newest = Math.max(newest ?? 0, instant(last_changed - RETREAD_MS))
      }
    }
    book.since[part] = newest
  }
}
