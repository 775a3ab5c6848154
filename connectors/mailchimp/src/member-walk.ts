import {
  contractError,
  type Instant,
  instant,
  isoInstant,
  type Priority,
  seconds,
} from '@esplanade/connector-kit'
import { z } from 'zod'
import type { Context } from './ask.ts'
import type { MailchimpClient, Options } from './client.ts'
import { readRows } from './rows.ts'
import type { MemberState, memberState } from './shapes.ts'

/** A hundred million members; a walk that goes on after that goes in circles. */
const MAX_PAGES = 100_000
/** The vendor's times are whole seconds, and it does not say whether "since" includes its own. */
const TIE_MS = seconds(1)

export interface MemberQuery<Shape extends typeof memberState> {
  readonly listId: string
  /** Absent: all but archived ones. */
  readonly status?: 'archived'
  /** Upper bound of `last_changed`; absent, whatever there is when the walk gets there. */
  readonly until?: Instant
  readonly row: Shape
  readonly priority?: Priority
}

/** Where a walk goes on. JSON, so that a checkpoint can hold it. */
export const placeShape = z.object({
  since: z.number().nullable(),
  /** Members before this place, from `since`. */
  offset: z.number(),
  /** The last of them. */
  anchor: z.object({ id: z.string(), changedAt: z.number() }).nullable(),
})
export type Place = z.output<typeof placeShape>

export const placeAt = (since: number | null): Place => ({ since, offset: 0, anchor: null })

/** A page of members, and the place after it; null when that was the last. */
export interface Step<Member> {
  readonly members: readonly Member[]
  readonly next: Place | null
}

/**
 * Walks an audience by `last_changed`, oldest change first, losing nobody while members change.
 *
 * A member that changes during the walk leaves its position for the end, and everybody behind it
 * moves up: plain offsets would skip as many. So each page starts with the last member of the page
 * before. If another one stands there, members moved, and the walk goes back to that member's
 * second: whoever changed earlier has been seen, and a repeated member does no harm.
 */
export async function* walkMembers<Shape extends typeof memberState>(
  context: Context,
  query: MemberQuery<Shape>,
  start: Place,
): AsyncGenerator<Step<z.output<Shape>>> {
  let place: Place | null = start
  for (let page = 0; page < MAX_PAGES; page++) {
    const step: Step<z.output<Shape>> = await readStep(context, query, place)
    yield step
    place = step.next
    if (place === null) return
  }
  throw contractError(MEMBERS, `the walk over audience ${query.listId} did not end after ${MAX_PAGES} pages`)
}

async function readStep<Shape extends typeof memberState>(
  context: Context,
  query: MemberQuery<Shape>,
  { since, offset, anchor }: Place,
): Promise<Step<z.output<Shape>>> {
  const first = anchor ? offset - 1 : offset
  const bounds = {
    sort_field: 'last_changed',
    sort_dir: 'ASC',
    status: query.status,
    since_last_changed: since === null ? undefined : isoInstant(instant(since)),
    // "Before" may leave out its own second; a second more costs nothing.
    before_last_changed: query.until === undefined ? undefined : isoInstant(instant(query.until + TIE_MS)),
  }
  const collection = {
    route: MEMBERS,
    key: 'members',
    row: query.row,
    ...(query.priority && { priority: query.priority }),
    request: ({ lists }: MailchimpClient, options: Options) =>
      lists.getListMembersInfoWithHttpInfo(query.listId, { ...options, ...bounds }),
  }
  const { rows, total } = await readRows(context, collection, first)
  const states: readonly MemberState[] = rows
  if (anchor && states[0]?.contact_id !== anchor.id) {
    return { members: [], next: placeAt(anchor.changedAt - TIE_MS) }
  }
  const last = states.at(-1)
  const end = first + states.length
  const next =
    last === undefined || end >= total
      ? null
      : { since, offset: end, anchor: { id: last.contact_id, changedAt: last.last_changed } }
  return { members: anchor ? rows.slice(1) : rows, next }
}

const MEMBERS = 'GET /lists/{list_id}/members'
