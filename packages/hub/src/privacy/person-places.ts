import type { EraseRow } from '@esplanade/connector-kit'
import type { ContactNo } from '@esplanade/core/schema'
import type { MirroredMember } from '@esplanade/core/store'
import { type Connection, readAccountFacts } from '../connection.ts'
import type { HubContext } from '../context.ts'
import { addressOf } from '../plan/field-plan.ts'
import type { VendorErasure } from './results.ts'

/** A member of a vendor that is to be erased there, and what the receipt says of it at first. */
export interface PersonPlace {
  readonly member: MirroredMember
  /** Undefined for one that the configuration does not have any more, or whose vendor erases nobody. */
  readonly connection: Connection | undefined
  readonly row: EraseRow
  readonly told: VendorErasure
}

/** Every member that vendors have of these contacts, archived and deleted ones too: what can be restored is not erased. */
export async function placesOf(
  { store, connections, config }: HubContext,
  contacts: readonly ContactNo[],
): Promise<ReadonlyMap<ContactNo, readonly PersonPlace[]>> {
  const members = await store.state.membersOf(contacts)
  const places = members.map((member): PersonPlace => {
    const connection = connections.get(member.connection)
    const connector = config.connections.get(member.connection)?.connector
    const offered = connection?.connector.operations.erase !== undefined
    const base = {
      connection: member.connection as string,
      connector: connector?.name ?? 'unknown',
      askedAt: null,
      confirmedAt: null,
      words: null,
    }
    return {
      member,
      connection: offered ? connection : undefined,
      row: addressOf(member),
      told: offered
        ? { ...base, state: 'waiting', next: null }
        : { ...base, state: 'by-hand', next: byHand(connection) },
    }
  })
  return Map.groupBy(places, ({ member }) => member.contactNo)
}

/** Connections that were never read to the end. */
export async function unreadConnections({ store, connections }: HubContext): Promise<string[]> {
  const unread: string[] = []
  for (const { id } of connections.values()) {
    if ((await readAccountFacts(store.state, id)) === undefined) unread.push(id)
  }
  return unread
}

function byHand(connection: Connection | undefined): string {
  if (connection === undefined)
    return 'This connection is not configured any more. Delete the person in that account yourself.'
  const { title, absent } = connection.connector
  return `${absent?.erasure ?? `${title} offers no erasure.`} Delete the person in ${title} yourself.`
}
