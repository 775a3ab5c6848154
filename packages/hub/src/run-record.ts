import { randomUUID } from 'node:crypto'
import type { ConnectionId, Instant, RunId } from '@esplanade/core/schema'
import type { Run, RunKind } from '@esplanade/core/store'
import type { HubContext } from './context.ts'

export interface RunRecord {
  readonly id: RunId
  readonly startedAt: Instant
  /** Adds to a count of the run. */
  count(name: string, by: number): void
}

/**
 * Keeps a run's record from start to end around `work`: finished, failed with the reason, secrets masked, or
 * stopped when the caller gave up. What happened before the end stays, whatever the end is.
 */
export async function recordRun<T>(
  { store: { state }, clock, explain }: Pick<HubContext, 'store' | 'clock' | 'explain'>,
  { kind, connection, signal }: { kind: RunKind; connection: ConnectionId | null; signal: AbortSignal },
  work: (run: RunRecord) => Promise<T>,
): Promise<T> {
  const counts: Record<string, number> = {}
  const id = randomUUID() as RunId
  const begun: Run = {
    id,
    kind,
    connection,
    status: 'running',
    startedAt: clock.now(),
    endedAt: null,
    counts,
    error: null,
  }
  await state.saveRun(begun)
  try {
    const result = await work({
      id,
      startedAt: begun.startedAt,
      count: (name, by) => {
        counts[name] = (counts[name] ?? 0) + by
      },
    })
    await state.saveRun({ ...begun, status: 'finished', endedAt: clock.now(), counts })
    return result
  } catch (error) {
    await state.saveRun({
      ...begun,
      status: signal.aborted ? 'stopped' : 'failed',
      endedAt: clock.now(),
      counts,
      error: explain(error),
    })
    throw error
  }
}
