import { type ConnectionId, type Instant, isoInstant } from '@esplanade/core/schema'
import type { SegmentPlan } from '@esplanade/core/segments'
import { readsOf } from '@esplanade/core/segments/sql'
import type { StateStore, Store } from '@esplanade/core/store'
import type { CheckedConfig } from '../config.ts'
import { amountsAtStake } from './amounts-at-stake.ts'
import type { HeldSegment } from './results.ts'

/** Runs of a connection looked through for a finished pull. */
const RECENT_PULLS = 50

/**
 * Segments that must not be computed from what is known now, by id, with every reason: a source that
 * they need fresh was not pulled in time, a tag or list that they name was never read, or amounts that they
 * read are in another currency and no rate converts them, unless those are to be left out. They keep the members that they have.
 */
export async function heldSegments(
  hub: { readonly store: Store; readonly config: Pick<CheckedConfig, 'catalog' | 'foreignAmounts'> },
  plan: SegmentPlan,
  unread: ReadonlySet<string>,
): Promise<ReadonlyMap<string, readonly HeldSegment[]>> {
  const { state } = hub.store
  const pulls = new Map<string, Instant | null>()
  const lastPull = async (connection: string) => {
    const known = pulls.get(connection)
    if (known !== undefined) return known
    const pulled = await lastFinishedPull(state, connection as ConnectionId)
    pulls.set(connection, pulled)
    return pulled
  }
  const atStake = amountsAtStake(hub)
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
    for (const missing of await atStake.ofSegment(plan, index))
      reasons.push({ segment: id, because: 'foreign', ...missing })
    if (reasons.length > 0) held.set(id, reasons)
  }
  return held
}

/** When the newest pull began that went through: what is known is at least as fresh as that. */
async function lastFinishedPull(state: StateStore, connection: ConnectionId): Promise<Instant | null> {
  const runs = await state.runs({ kind: 'pull', connection, limit: RECENT_PULLS })
  return runs.find(({ status }) => status === 'finished')?.startedAt ?? null
}
