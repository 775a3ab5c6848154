import type { HubContext } from '../context.ts'
import { findPeople } from './find-people.ts'
import { placesOf, unreadConnections } from './person-places.ts'
import type { ErasurePlan } from './results.ts'

/** What erasing these people would do, here and at the vendors. Changes nothing. */
export async function planErasure(hub: HubContext, texts: readonly string[]): Promise<ErasurePlan> {
  const { state } = hub.store
  const { contacts, unknown } = await findPeople(state, texts)
  const places = await placesOf(hub, contacts)
  const identities = Map.groupBy(await state.identitiesOf(contacts), ({ contactNo }) => contactNo)
  return {
    people: contacts.map(contact => ({
      contact,
      identities: identities.get(contact)?.length ?? 0,
      vendors: (places.get(contact) ?? []).map(
        ({ told: { connection, connector, state: stands, next } }) => ({
          connection,
          connector,
          state: stands,
          next,
        }),
      ),
    })),
    unknown,
    unread: await unreadConnections(hub),
  }
}
