import {
  type AnchoredRead,
  anchoredPages,
  instant,
  isoInstant,
  type Priority,
  seconds,
  stateBook,
} from '@esplanade/connector-kit'
import type { z } from 'zod'
import type { Context, MailchimpClient } from './client.ts'
import type { MailchimpConfig } from './config.ts'
import { PAGE_SIZE, readRows } from './rows.ts'
import { memberState } from './shapes.ts'

/** The vendor's times are whole seconds, and it does not say whether a bound includes its own. */
const TIE_MS = seconds(1)
export const MEMBERS = 'GET /lists/{list_id}/members'

export interface MemberQuery<Shape extends typeof memberState> {
  readonly listId: string
  /** Absent: all but archived ones. */
  readonly status?: 'archived' | undefined
  /** Bounds of `last_changed`; absent, everybody whenever the walk gets there. */
  readonly since?: number | null
  readonly until?: number
  readonly row: Shape
  readonly priority?: Priority
}

/** An audience in order of `last_changed`: a member that changes leaves its position for the end. */
export function membersOf<Shape extends typeof memberState>(
  context: Context,
  { listId, status, since = null, until, row, priority = 'pull' }: MemberQuery<Shape>,
): AnchoredRead<z.output<Shape>> {
  const query = {
    sort_field: 'last_changed',
    sort_dir: 'ASC',
    status,
    since_last_changed: since === null ? undefined : isoInstant(instant(since)),
    before_last_changed: until === undefined ? undefined : isoInstant(instant(until + TIE_MS)),
  }
  const collection = { route: MEMBERS, key: 'members', row, priority, path: { list_id: listId }, query }
  return {
    pageSize: PAGE_SIZE,
    async read(offset) {
      const { rows, total } = await readRows(context, collection, offset)
      return { rows, last: offset + rows.length >= total }
    },
    keyOf: ({ contact_id: id, last_changed: at }: z.output<typeof memberState>) => ({ id, at }),
  }
}

/** All of such a walk. */
export const walkMembers = <Shape extends typeof memberState>(context: Context, query: MemberQuery<Shape>) =>
  anchoredPages(MEMBERS, membersOf(context, query))

/**
 * The present status of members, for writes that must repeat it: the bulk call wants one for every member,
 * and only a person's own opt-out is guarded by Mailchimp. Archived members come last: who was archived
 * between the two walks is then seen as archived.
 */
export const readStatuses = stateBook<MailchimpConfig, MailchimpClient>({
  retreadMs: seconds(5),
  walks: ([undefined, 'archived'] as const).map(
    status =>
      async function* (context, listId, since, priority) {
        const query = { listId, status, since, priority, row: memberState }
        for await (const members of walkMembers(context, query)) {
          yield members.map(({ contact_id: remoteId, email_address: email, status, last_changed }) => {
            return { remoteId, email, status, changedAt: last_changed }
          })
        }
      },
  ),
})
