import type { ContactNo, Instant, SegmentId } from '@esplanade/core/schema'
import {
  canonicalJson,
  DefinitionError,
  eventsToExplain,
  explain,
  hasContact,
  leavesAboutEverybody,
  neededBy,
  resolveSegments,
  type SegmentDefinition,
  type Settled,
} from '@esplanade/core/segments'
import type { StoredEvent } from '@esplanade/core/store'
import type { HubContext } from '../context.ts'
import { readRates } from '../rates/read-rates.ts'
import { RequestError } from '../request-error.ts'
import { readDefinitions } from '../segments.ts'
import { evaluateAsOf } from './evaluate-as-of.ts'
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
  const asOf = hub.clock.now()
  const contactNo = await findContact(state, request.contact)
  const [events, profiles] = await Promise.all([
    eventsOf(hub, contactNo, eventsToExplain(segment, definitions, resolved)),
    facts.profiles([contactNo]),
  ])
  const attributes = profiles.get(contactNo) ?? {}
  const settled = await settledOverEverybody(hub, segment, definitions, { contactNo, asOf })
  const subject = { segment, definitions, contact: { contactNo, attributes }, events, settled }
  const { currency, catalog, timeZone } = hub.config
  const rates = await readRates(hub)
  const options = { asOf, currency, timeZone, catalog, ...(rates && { rates }) }
  return {
    contact: contactNo,
    ...explain(subject, { ...options, latest: request.latest }),
    evaluated: await lastEvaluated(hub, segment, contactNo),
  }
}

async function lastEvaluated(
  { store: { state, facts } }: HubContext,
  definition: SegmentDefinition,
  contact: ContactNo,
): Promise<ExplainResult['evaluated']> {
  const stored = (await state.segments()).find(({ id }) => id === definition.id)
  if (stored === undefined) return null
  const stays = await facts.membershipHistory({ segment: stored.segmentNo, contact })
  return {
    version: stored.version,
    member: stays.some(({ leftAt }) => leftAt === null),
    sameRule: stored.definition === canonicalJson(definition),
  }
}

async function eventsOf(
  hub: HubContext,
  contactNo: ContactNo,
  types: readonly string[],
): Promise<StoredEvent[]> {
  const events: StoredEvent[] = []
  for await (const page of hub.store.facts.eventsOf([contactNo], types)) {
    events.push(...page)
    if (events.length > MAX_EVENTS) {
      throw new RequestError(
        `The contact ${contactNo} has more than ${MAX_EVENTS.toLocaleString('en')} events of these types; nobody can be explained by so many.`,
      )
    }
  }
  return events
}

/**
 * A place among all contacts, consent, tags and lists are decided by the engine over everybody: one
 * evaluation of those leaves, each as a segment of its own beside those that it may refer to.
 */
async function settledOverEverybody(
  hub: HubContext,
  segment: SegmentDefinition,
  definitions: readonly SegmentDefinition[],
  { contactNo, asOf }: { contactNo: ContactNo; asOf: Instant },
): Promise<Settled> {
  const leaves = leavesAboutEverybody(segment, definitions)
  if (leaves.length === 0) return new Map()
  // No id of a segment begins with "#", so these are nobody else's.
  const probes = leaves.map((when, index) => ({ id: `#${index}` as SegmentId, title: '', when }))
  const resolved = resolveSegments([...definitions, ...probes], hub.config.catalog)
  if (!resolved.ok) throw new DefinitionError(resolved.problems)
  const probed = neededBy(resolved.value, new Set(probes.map(({ id }) => id)))
  const { segments } = await evaluateAsOf(hub, asOf, probed)
  return new Map(
    probes.map(({ id, when }) => {
      const members = segments.get(id)
      return [when, members !== undefined && hasContact(members.mask, contactNo)]
    }),
  )
}
