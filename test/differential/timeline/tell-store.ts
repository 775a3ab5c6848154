import type { AttributeFact, BatchId, ContactNo, IdentityNo, Instant } from '@esplanade/core/schema'
import type { EventColumns, Store } from '@esplanade/core/store'
import { columnsOf, identityOf, SOURCE } from '../store-members.ts'
import type { Telling } from './told-world.ts'

/** Tells a store what a step says, in the order in which a hub would. */
export async function tellStore(
  { state, facts }: Store,
  { contacts, events, attributes, merges, unmerges, erased, means }: Telling,
  step: number,
): Promise<void> {
  await state.saveIdentities({ created: contacts.map(contactNo => identityOf({ contactNo })), merges: [] })
  const stated = attributes.flatMap(({ contactNo, attributes: values }) =>
    Object.entries(values).map(
      ([name, value]): AttributeFact => ({
        identityNo: contactNo as IdentityNo,
        name,
        value,
        source: SOURCE,
        at: step as Instant,
      }),
    ),
  )
  const told = [...Map.groupBy(events, ({ type }) => type)].map(
    ([type, rows]): EventColumns => ({
      ...columnsOf(type, rows),
      contactNo: Uint32Array.from(rows, ({ contactNo }) => means(contactNo)),
      retracted: Uint8Array.from(rows, ({ retracted }) => (retracted ? 1 : 0)),
    }),
  )
  await facts.append({ batch: `step ${step}` as BatchId, attributes: stated, events: told })
  for (const contact of unmerges as readonly ContactNo[]) {
    await facts.reassign(await state.identitiesBefore(contact))
    await state.unmerge(contact)
  }
  await state.saveIdentities({
    created: [],
    merges: merges.map(({ from, into }) => ({ from: from as ContactNo, into: into as ContactNo })),
  })
  for (const number of erased as readonly ContactNo[]) {
    const identities = await state.identitiesOf([number])
    const [first] = identities
    if (first === undefined) continue
    const { contactNo } = first
    await facts.eraseContacts([{ contactNo, identities: identities.map(({ identityNo }) => identityNo) }])
    await state.forgetContacts([contactNo], step as Instant)
  }
}
