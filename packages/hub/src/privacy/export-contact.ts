import { CHANNELS, isoInstant } from '@esplanade/core/schema'
import type { HubContext } from '../context.ts'
import { findContact } from '../segments/find-contact.ts'
import type { ExportedContact } from './results.ts'

/** Everything that the store knows of one person, as told: what somebody is handed who asks for their data. */
export async function exportContact(
  { store: { state, facts } }: HubContext,
  text: string,
): Promise<ExportedContact> {
  const contact = await findContact(state, text)
  const identities = await state.identitiesOf([contact])
  const types = [...(await facts.countEvents()).keys()]
  const events = []
  for await (const page of facts.eventsOf([contact], types)) {
    for (const { type, at, source, properties } of page)
      events.push({ type, at: isoInstant(at), source, properties })
  }
  const addresses = identities
    .filter(({ kind }) => kind === 'email' || kind === 'phone')
    .map(({ value }) => value)
  const statements = await Promise.all(CHANNELS.map(channel => state.consentOf(channel, addresses)))
  const segments = []
  for (const { id, segmentNo } of await state.segments()) {
    for (const { enteredAt, leftAt } of await facts.membershipHistory({ segment: segmentNo, contact })) {
      segments.push({
        segment: id as string,
        enteredAt: isoInstant(enteredAt),
        leftAt: leftAt === null ? null : isoInstant(leftAt),
      })
    }
  }
  return {
    contact,
    identities: identities.map(({ kind, value, connection }) => ({ kind, value, connection })),
    attributes: (await facts.profiles([contact])).get(contact) ?? {},
    consent: statements.flat().map(({ at, receivedAt, ...said }) => ({
      ...said,
      at: isoInstant(at),
      receivedAt: isoInstant(receivedAt),
    })),
    members: (await state.membersOf([contact])).map(
      ({ connection, container, remoteId, email, fields, consent, present, seenAt }) => ({
        connection,
        container,
        remoteId,
        email,
        fields,
        consent,
        present,
        seenAt: isoInstant(seenAt),
      }),
    ),
    events,
    segments,
  }
}
