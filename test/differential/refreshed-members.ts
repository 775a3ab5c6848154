import { days, type Instant } from '@esplanade/core/schema'
import { type EvaluationMemory, evaluateAgain, maskToContacts, planSegments } from '@esplanade/core/segments'
import { worldRosters } from '@esplanade/core/segments/reference'
import type { SegmentCase } from '@esplanade/core/segments/suites'
import type { Store } from '@esplanade/core/store'
import { prepareCase } from './prepare-case.ts'
import { namedBy } from './store-members.ts'
import { tellStore } from './timeline/tell-store.ts'

/** How long before its moment a case is evaluated first; most windows slide over their events from there. */
const BEFORE_MS = days(20)

/**
 * Members by segment, as brought up to date from an evaluation some days before, when every other event was
 * known; and what an evaluation of everything names over the same store, in both ways.
 */
export async function refreshedMembers(
  { definitions, world, catalog, currency, timeZone, asOf, rates }: SegmentCase,
  store: Store,
): Promise<readonly ReadonlyMap<string, readonly number[]>[]> {
  const resolved = await prepareCase(store, definitions, { catalog, currency, timeZone, rates })
  const subject = {
    planAt: (at: Instant) => planSegments(resolved, { asOf: at, currency, timeZone }),
    rosters: worldRosters(world),
    fingerprint: JSON.stringify(definitions),
  }
  const memory: EvaluationMemory = { kept: null }
  const evaluate = (now: Instant) => {
    const request = { subject, now, full: false, maxStateBytes: Number.POSITIVE_INFINITY, timer: () => 0 }
    return store.atomically(() => evaluateAgain(memory, request, store.facts))
  }
  const nothing = { merges: [], unmerges: [], erased: [], means: (contact: number) => contact }
  const told = (odd: boolean) => world.events.filter(({ eventId }) => (eventId % 2n === 1n) === odd)
  const contacts = world.contacts.map(({ contactNo }) => contactNo)
  await tellStore(store, { ...nothing, contacts, events: told(true), attributes: [] }, 1)
  await evaluate((asOf - BEFORE_MS) as Instant)
  await tellStore(store, { ...nothing, contacts: [], events: told(false), attributes: world.contacts }, 2)
  const { evaluation, mode, reason } = await evaluate(asOf)
  if (mode !== 'incremental') throw new Error(`It was not brought up to date: ${reason}.`)
  const others = await namedBy(subject.planAt(asOf), store.facts, subject.rosters)
  return [
    new Map([...evaluation.segments].map(([id, { mask }]) => [String(id), [...maskToContacts(mask)]])),
    ...others.map(({ members }) => members),
  ]
}
