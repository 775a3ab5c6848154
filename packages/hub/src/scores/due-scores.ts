import { sameQuestion } from '@esplanade/core/scores'
import type { HubContext } from '../context.ts'
import { prepareStore } from '../evaluate.ts'
import { isDue } from './schedule.ts'
import { scoreEverybody } from './score-everybody.ts'
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
  const { scores, scoring, timeZone } = hub.config
  if (scores.size === 0) return
  const now = hub.clock.now()
  const due: string[] = []
  for (const [name, definition] of scores) {
    const [newest] = await state.models(name, 1)
    const served = documentOf(await state.champion(name))
    const answers = served !== null && sameQuestion(served.definition, definition)
    if (!answers || isDue(scoring.trainEvery, { last: newest?.trainedAt, now, timeZone })) due.push(name)
  }
  if (due.length > 0) {
    await trainScores(hub, { scores: due, signal })
    return
  }
  const runs = await state.runs({ kind: 'score', limit: RECENT_RUNS })
  const last = runs.find(({ status }) => status === 'finished')
  if (!isDue(scoring.scoreEvery, { last: last?.startedAt, now, timeZone })) return
  // By the exchange rates as they are now, too.
  await prepareStore(hub)
  await scoreEverybody(hub, { signal })
}

/** Runs looked through for a finished one. */
const RECENT_RUNS = 50
