import type { Instant, SegmentNo } from '@esplanade/core/schema'
import type { MembershipTurn } from '@esplanade/core/store'
import { type AccountFacts, type Connection, targetKey } from '../connection.ts'
import type { HubContext } from '../context.ts'
import { containerOf, isEventSync } from '../managed-targets.ts'
import { RequestError } from '../request-error.ts'
import type { EventSync } from '../sync-config.ts'
import type { Desired } from './desired-state.ts'
import { eventCursor } from './event-cursor.ts'
import { type EventCursor, eventPlan } from './event-plan.ts'
import { readLedger, type TargetPlan } from './target-plan.ts'

/** The events of a container: one target for each segment whose turns a sync tells there. */
export function eventTargets(
  hub: HubContext,
  connection: Connection,
  container: string,
  { containers }: AccountFacts,
  desired: Desired,
): Promise<TargetPlan>[] {
  return hub.config.syncs
    .filter(isEventSync)
    .filter(sync => sync.connection === connection.id && containerOf(sync, containers) === container)
    .map(async (sync): Promise<TargetPlan> => {
      const { state } = hub.store
      const key = targetKey(connection.id, container, eventsTarget(sync.segment))
      const segment = (await state.segments()).find(({ id }) => id === sync.segment)
      if (segment === undefined)
        throw new RequestError(
          `The segment "${sync.segment}" was never evaluated; run "esplanade evaluate" first.`,
        )
      const { segmentNo } = segment
      const cursor = await eventCursor(state, key)
      const turns = await turnsToTell(hub, sync, segmentNo, cursor, desired.asOf)
      const plan = eventPlan({
        sync,
        segmentNo,
        turns,
        optedOut: desired.optedOut(connection),
        delivered: await readLedger(state, key),
      })
      return {
        visit: plan.visit,
        finish: () => ({
          connection,
          key,
          operation: 'events',
          create: null,
          current: turns.length,
          // Who came at the very instant of the first time was in before it, and is in no ledger.
          cursor: { told: skipsFirst(sync, cursor) ? ((desired.asOf + 1) as Instant) : desired.asOf },
          ...plan.finish(),
        }),
      }
    })
}

const EVENTS = 'events:'
const eventsTarget = (segment: string): string => `${EVENTS}${segment}`
export const isEvents = ({ target }: { readonly target: string }): boolean => target.startsWith(EVENTS)

const skipsFirst = ({ existing }: EventSync, cursor: EventCursor | undefined): boolean =>
  cursor === undefined && existing !== 'send'

/**
 * What happened since the last time, and at that very instant: an evaluation of the same instant may have
 * come after it, and what was told of it is in the ledger. The first time nothing is, or who is in by then.
 */
async function turnsToTell(
  { store: { facts } }: HubContext,
  { existing }: EventSync,
  segment: SegmentNo,
  cursor: EventCursor | undefined,
  until: Instant,
): Promise<readonly MembershipTurn[]> {
  if (cursor !== undefined) return facts.membershipChanges({ segment, from: cursor.told, until })
  if (existing !== 'send') return []
  const spells = await facts.membershipHistory({ segment })
  return spells
    .filter(({ leftAt }) => leftAt === null)
    .map(({ contactNo, enteredAt }) => ({ contactNo, at: enteredAt, entered: true }))
}
