import type { ContactNo, Identity, SegmentId } from '@esplanade/core/schema'
import { evaluateSegments, type Membership, maskToContacts, planSegments } from '@esplanade/core/segments'
import type { HubContext } from './context.ts'
import type { PreviewResult } from './result.ts'
import { findSegment } from './segments/find-segment.ts'
import { readDefinitions } from './segments.ts'

/** Contacts whose identities are looked up at once. */
const PAGE = 10_000

/**
 * Who would be in a segment now, by its definition as it stands in the file: count, share, how many
 * may be mailed, and a few people to look at. Changes nothing.
 */
export async function preview(
  hub: HubContext,
  { segment, samples }: { segment: string; samples: number },
): Promise<PreviewResult> {
  const { definitions, resolved } = await readDefinitions(hub.config, hub.folder)
  const definition = findSegment(definitions, segment)
  const plan = planSegments(resolved, { asOf: hub.clock.now(), currency: hub.config.currency })
  const { segments } = await evaluateSegments(plan, hub.store.facts)
  const contacts = maskToContacts((segments.get(segment as SegmentId) as Membership).mask)
  const total = await hub.store.state.countContacts()
  return {
    id: definition.id,
    title: definition.title,
    members: contacts.length,
    share: total === 0 ? 0 : contacts.length / total,
    mailable: await countMailable(hub, contacts),
    samples: await sampleProfiles(hub, spread(contacts, samples)),
  }
}

/** Contacts with at least one e-mail address that did not opt out. */
async function countMailable({ store }: HubContext, contacts: Uint32Array): Promise<number> {
  const optedOut = new Set<string>()
  for await (const page of store.state.optedOut('email')) for (const address of page) optedOut.add(address)
  const mailable = new Set<number>()
  for (let start = 0; start < contacts.length; start += PAGE) {
    const page = Array.from(contacts.subarray(start, start + PAGE)) as ContactNo[]
    for (const { kind, value, contactNo } of await store.state.identitiesOf(page)) {
      if (kind === 'email' && !optedOut.has(value)) mailable.add(contactNo)
    }
  }
  return mailable.size
}

/** A few contacts from all over the segment, the same ones each time. */
function spread(contacts: Uint32Array, count: number): ContactNo[] {
  const step = Math.max(1, Math.floor(contacts.length / Math.max(1, count)))
  return Array.from(
    { length: Math.min(count, contacts.length) },
    (_, index) => contacts[index * step] as ContactNo,
  )
}

async function sampleProfiles(
  { store }: HubContext,
  contacts: readonly ContactNo[],
): Promise<PreviewResult['samples']> {
  const profiles = await store.facts.profiles(contacts)
  const identities = await store.state.identitiesOf(contacts)
  return contacts.map(contact => ({
    contact,
    identities: identities
      .filter(({ contactNo }) => contactNo === contact)
      .map(identityText)
      .sort(),
    attributes: profiles.get(contact) ?? {},
  }))
}

const identityText = ({ kind, value, connection }: Identity): string =>
  connection === null ? `${kind}:${value}` : `${connection}:${value}`
