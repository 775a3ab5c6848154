import type { ConnectionId } from '@esplanade/core/schema'
import type { RosterProvider } from '@esplanade/core/segments'
import { QueryError } from '@esplanade/core/store'
import type { HubContext } from '../context.ts'
import { RequestError } from '../request-error.ts'

/** Answers rosters from the store, each in one read over everybody. */
export interface Rosters {
  readonly answer: RosterProvider
  /** Keys of those that were asked for and that no finished pull has told of yet; they hold nobody. */
  readonly unread: ReadonlySet<string>
}

/** Rosters as they are now; queries are asked as of the moment of the plan. Throws `RequestError` for one that fails. */
export function rostersFrom({
  store: { state, facts },
  config: { catalog },
}: Pick<HubContext, 'store' | 'config'>): Rosters {
  const unread = new Set<string>()
  const answer: RosterProvider = async (roster, asOf) => {
    if (roster.kind === 'consent') return state.contactsOfConsent(roster)
    if (roster.kind === 'query') {
      try {
        return (await facts.queries?.contacts({ text: roster.text, catalog, asOf })) ?? new Uint32Array()
      } catch (error) {
        if (error instanceof QueryError) throw new RequestError(error.message, { cause: error })
        throw error
      }
    }
    const connection = roster.connection as ConnectionId
    const contacts = await state.contactsOfTarget({ ...roster, connection })
    if (contacts === undefined) unread.add(roster.key)
    return contacts ?? new Uint32Array()
  }
  return { answer, unread }
}
