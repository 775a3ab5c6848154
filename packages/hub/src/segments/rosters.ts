import type { ConnectionId } from '@esplanade/core/schema'
import type { RosterProvider } from '@esplanade/core/segments'
import type { StateStore } from '@esplanade/core/store'

/** Answers rosters from the state store, each in one read over everybody. */
export interface Rosters {
  readonly answer: RosterProvider
  /** Keys of those that were asked for and that no finished pull has told of yet; they hold nobody. */
  readonly unread: ReadonlySet<string>
}

export function rostersFrom(state: StateStore): Rosters {
  const unread = new Set<string>()
  const answer: RosterProvider = async roster => {
    if (roster.kind === 'consent') return state.contactsOfConsent(roster)
    const connection = roster.connection as ConnectionId
    const contacts = await state.contactsOfTarget({ ...roster, connection })
    if (contacts === undefined) unread.add(roster.key)
    return contacts ?? new Uint32Array()
  }
  return { answer, unread }
}
