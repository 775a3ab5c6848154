import { eventsToExplain, explain } from '@esplanade/core/segments'
import type { StoredEvent } from '@esplanade/core/store'
import type { HubContext } from '../context.ts'
import { RequestError } from '../request-error.ts'
import { readDefinitions } from '../segments.ts'
import { findContact } from './find-contact.ts'
import { findSegment } from './find-segment.ts'
import type { ExplainResult } from './results.ts'

/** Events that one person can be explained by; beyond it the one is a machine, and reading goes on for ever. */
const MAX_EVENTS = 200_000

/**
 * Why a contact is, or is not, in a segment now, by its definition as it stands in the file. Reads the
 * events of that contact once, and changes nothing.
 */
export async function explainContact(
  hub: HubContext,
  request: { segment: string; contact: string; latest: number },
): Promise<ExplainResult> {
  const { definitions, resolved } = await readDefinitions(hub.config, hub.folder)
  const segment = findSegment(definitions, request.segment)
  const { state, facts } = hub.store
  const contactNo = await findContact(state, request.contact)
  const events: StoredEvent[] = []
  for await (const page of facts.eventsOf([contactNo], eventsToExplain(segment, definitions, resolved))) {
    events.push(...page)
    if (events.length > MAX_EVENTS) {
      throw new RequestError(
        `The contact ${contactNo} has more than ${MAX_EVENTS.toLocaleString('en')} events of these types; nobody can be explained by so many.`,
      )
    }
  }
  const attributes = (await facts.profiles([contactNo])).get(contactNo) ?? {}
  const subject = { segment, definitions, contact: { contactNo, attributes }, events }
  const { currency, catalog } = hub.config
  return {
    contact: contactNo,
    ...explain(subject, { asOf: hub.clock.now(), currency, catalog, latest: request.latest }),
  }
}
