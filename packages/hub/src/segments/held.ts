import { type ConnectionId, type Instant, isoInstant } from '@esplanade/core/schema'
import type { SegmentPlan } from '@esplanade/core/segments'
import { amountsRead, readsOf } from '@esplanade/core/segments/sql'
import type { AmountPlace, FactStore, StateStore, Store } from '@esplanade/core/store'
import type { CheckedConfig } from '../config.ts'
import type { HeldSegment } from './results.ts'

/** Runs of a connection looked through for a finished pull. */
const RECENT_PULLS = 50

/**
 * Segments that must not be computed from what is known now, by id, with every reason: a source that
 * they need fresh was not pulled in time, a tag or list that they name was never read, or amounts that they
 * read are in another currency, unless those are to be left out. They keep the members that they have.
 */
export async function heldSegments(
  {
    store: { state, facts },
    config: { foreignAmounts },
  }: { readonly store: Store; readonly config: Pick<CheckedConfig, 'foreignAmounts'> },
  plan: SegmentPlan,
  unread: ReadonlySet<string>,
): Promise<ReadonlyMap<string, readonly HeldSegment[]>> {
  const pulls = new Map<string, Instant | null>()
  const lastPull = async (connection: string) => {
    const known = pulls.get(connection)
    if (known !== undefined) return known
    const pulled = await lastFinishedPull(state, connection as ConnectionId)
    pulls.set(connection, pulled)
    return pulled
  }
  const counted = new Map<string, number>()
  const held = new Map<string, readonly HeldSegment[]>()
  for (const [index, { id, fresh }] of plan.segments.entries()) {
    const reasons: HeldSegment[] = []
    for (const { connection, withinMs } of fresh) {
      const pulled = await lastPull(connection)
      const ageMs = pulled === null ? null : plan.asOf - pulled
      if (ageMs !== null && ageMs < withinMs) continue
      const at = pulled === null ? null : isoInstant(pulled)
      reasons.push({ segment: id, because: 'stale', connection, lastPull: at, ageMs, withinMs })
    }
    for (const number of readsOf(plan, index).rosters) {
      const roster = plan.rosters[number]
      if (roster?.kind !== 'target' || !unread.has(roster.key)) continue
      const { connection, target } = roster
      reasons.push({ segment: id, because: 'unread', connection, target })
    }
    const places = foreignAmounts === 'hold' ? amountsRead(plan, index) : []
    const counts = await countOnce(facts, places, counted)
    for (const [number, { event, property }] of places.entries()) {
      const amounts = counts[number] ?? 0
      if (amounts > 0) reasons.push({ segment: id, because: 'foreign', event, property, amounts })
    }
    if (reasons.length > 0) held.set(id, reasons)
  }
  return held
}

/** Counts each place once, however many segments read it. */
async function countOnce(
  facts: FactStore,
  places: readonly AmountPlace[],
  known: Map<string, number>,
): Promise<number[]> {
  const keyOf = (place: AmountPlace) => JSON.stringify(place)
  const asked = places.filter(place => !known.has(keyOf(place)))
  const counts = asked.length === 0 ? [] : await facts.foreignAmounts(asked)
  for (const [index, place] of asked.entries()) known.set(keyOf(place), counts[index] ?? 0)
  return places.map(place => known.get(keyOf(place)) ?? 0)
}

/** When the newest pull began that went through: what is known is at least as fresh as that. */
async function lastFinishedPull(state: StateStore, connection: ConnectionId): Promise<Instant | null> {
  const runs = await state.runs({ kind: 'pull', connection, limit: RECENT_PULLS })
  return runs.find(({ status }) => status === 'finished')?.startedAt ?? null
}
