import type { ContactNo } from '@esplanade/core/schema'
import type { StateStore } from '@esplanade/core/store'
import type { IdentityProjection } from '../facts/identity-projection.ts'

/** Contacts whose identities are read at once. */
const CONTACTS_PER_STEP = 10_000

/**
 * Tells the facts whose identities these contacts have and whom they were merged into, as the state
 * has it now. Whatever was told before is put right by it.
 */
export async function carryContacts(
  state: StateStore,
  facts: IdentityProjection,
  contacts: readonly number[],
): Promise<void> {
  for (let from = 0; from < contacts.length; from += CONTACTS_PER_STEP) {
    const some = facts.leadingTo(contacts.slice(from, from + CONTACTS_PER_STEP)) as ContactNo[]
    const identities = await state.identitiesOf(some)
    const living = new Set<number>(identities.map(({ contactNo }) => contactNo))
    const aliases = new Map<number, number>()
    for (const contact of some) {
      if (living.has(contact)) {
        // Whoever was taken out of a merge leads to nobody else: the later word replaces the alias.
        if (facts.leadsTo(contact) !== contact) aliases.set(contact, contact)
        continue
      }
      const [identity] = await state.identitiesOf([contact])
      if (identity !== undefined) aliases.set(contact, identity.contactNo)
    }
    await facts.learn(identities, aliases)
  }
}

/** Brings facts that know nobody, or that were left in the middle of a change, in line with the state. */
export async function carryEverything(state: StateStore, facts: IdentityProjection): Promise<void> {
  for (const { change, contacts } of await facts.unfinished()) {
    await carryContacts(state, facts, contacts)
    await facts.finish(change, contacts)
  }
  if (!(await facts.isEmpty()) || (await state.countIdentities()) === 0) return
  const { contactNo } = await state.reserveNumbers({ contacts: 0, identities: 0 })
  await carryContacts(
    state,
    facts,
    Array.from({ length: contactNo }, (_, contact) => contact),
  )
}
