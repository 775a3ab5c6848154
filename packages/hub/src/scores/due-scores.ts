import { sameQuestion } from '@esplanade/core/scores'
import type { HubContext } from '../context.ts'
import { applyScores } from './apply-scores.ts'
import { documentOf, trainScores } from './train-scores.ts'

/**
 * Trains the scores whose time has come, or that were never trained or mean something else now, and scores
 * everybody where that is due. Segments are evaluated after it, so that they read what is said today.
 */
export async function bringScoresUpToDate(
  hub: HubContext,
  { signal }: { signal: AbortSignal },
): Promise<void> {
  const { state } = hub.store
  const { scores, scoring } = hub.config
  if (scores.size === 0) return
  const now = hub.clock.now()
  const due: string[] = []
  for (const [name, definition] of scores) {
    const [newest] = await state.models(name, 1)
    const served = documentOf(await state.champion(name))
    const answers = served !== null && sameQuestion(served.definition, definition)
    if (!answers || newest === undefined || now - newest.trainedAt >= scoring.trainEveryMs) due.push(name)
  }
  if (due.length > 0) {
    await trainScores(hub, { scores: due, signal })
    return
  }
  const runs = await state.runs({ kind: 'score', limit: RECENT_RUNS })
  const last = runs.find(({ status }) => status === 'finished')
  if (last === undefined || now - last.startedAt >= scoring.scoreEveryMs) await applyScores(hub, { signal })
}

/** Runs looked through for a finished one. */
const RECENT_RUNS = 50
