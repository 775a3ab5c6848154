import { isoInstant, type SegmentId } from '@esplanade/core/schema'
import type { StoredSegment } from '@esplanade/core/store'
import type { Connection } from './connection.ts'
import type { HubContext } from './context.ts'
import { isAtVendor } from './plan/rows-under-way.ts'
import type { SegmentSummary, StatusResult } from './result.ts'
import { listScores } from './scores/list-scores.ts'

/** Runs that a status shows. */
const SHOWN_RUNS = 10

/** What the store holds and what happened last. Reads only; works while a sync runs. */
export async function status(hub: HubContext, running: string | null): Promise<StatusResult> {
  const { state, facts } = hub.store
  const connections = []
  const products = await state.countProducts()
  for (const connection of hub.connections.values()) {
    const { id } = connection
    connections.push(await connectionStatus(hub, connection, products.get(id) ?? 0))
  }
  return {
    store: hub.config.store.location,
    contacts: await state.countContacts(),
    identities: await state.countIdentities(),
    events: Object.fromEntries(await facts.countEvents()),
    connections,
    segments: await listSegments(hub),
    scoreAlarms: (await listScores(hub)).flatMap(({ alarms }) => alarms),
    running,
    runs: await state.runs({ limit: SHOWN_RUNS }),
  }
}

/** Living segments with their size at the last evaluation. */
export async function listSegments(hub: HubContext): Promise<SegmentSummary[]> {
  const { state, facts } = hub.store
  const summary = async ({
    id,
    title,
    version,
    segmentNo,
    evaluatedAt,
  }: StoredSegment): Promise<SegmentSummary> => ({
    id: id satisfies SegmentId,
    title,
    version,
    members: (await facts.members(segmentNo)).length,
    evaluatedAt: evaluatedAt === null ? null : isoInstant(evaluatedAt),
  })
  const summaries: SegmentSummary[] = []
  for (const segment of await state.segments()) summaries.push(await summary(segment))
  return summaries
}

async function connectionStatus(
  hub: HubContext,
  { id, connector }: Connection,
  products: number,
): Promise<StatusResult['connections'][number]> {
  const { state } = hub.store
  const open = await state.openBatches(id)
  const [pull] = (await state.runs({ kind: 'pull', connection: id, limit: SHOWN_RUNS })).filter(
    run => run.status === 'finished',
  )
  return {
    id,
    connector: connector.name,
    members: await state.countMembers(id),
    products,
    lastPull: pull?.endedAt == null ? null : isoInstant(pull.endedAt),
    openBatches: open.length,
    pendingBatches: open.filter(isAtVendor).length,
    deadLetters: (await state.deadLetters(id)).length,
  }
}
