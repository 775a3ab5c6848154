import type { ContactNo } from '@esplanade/core/schema'
import { maskToContacts } from '@esplanade/core/segments'
import type { HubContext } from './context.ts'
import type { PreviewResult } from './result.ts'
import { evaluateNow } from './segments/evaluate-now.ts'
import { findSegment } from './segments/find-segment.ts'
import { sampleProfiles } from './segments/people.ts'

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
  const { definitions, maskOf } = await evaluateNow(hub, [segment])
  const definition = findSegment(definitions, segment)
  const contacts = maskToContacts(maskOf(segment))
  const total = await hub.store.state.countContacts()
  const mailable = await countMailable(hub, contacts)
  return {
    id: definition.id,
    title: definition.title,
    members: contacts.length,
    share: total === 0 ? 0 : contacts.length / total,
    mailable,
    mailableShare: contacts.length === 0 ? 0 : mailable / contacts.length,
    samples: await sampleProfiles(hub, contacts, samples),
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
