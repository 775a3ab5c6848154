import { isoInstant } from '@esplanade/core/schema'
import { applyScore, sameQuestion } from '@esplanade/core/scores'
import type { ScoreColumn } from '@esplanade/core/store'
import type { HubContext } from '../context.ts'
import { counted } from '../counted.ts'
import { recordRun } from '../run-record.ts'
import { readDefinitions } from '../segments.ts'
import type { AppliedScore, ScoresApplied } from './results.ts'
import { scoreContext } from './score-context.ts'
import { documentOf } from './train-scores.ts'

/**
 * Scores every contact by the models that serve. A score that was never trained, or whose definition was
 * changed since, is left as it was and named: a column of another question would be read for an answer.
 */
export async function applyScores(
  hub: HubContext,
  { signal }: { signal: AbortSignal },
): Promise<ScoresApplied> {
  const { state, facts } = hub.store
  return recordRun(hub, { kind: 'score', connection: null, signal }, async run => {
    const { resolved: segments } = await readDefinitions(hub.config, hub.folder)
    const columns: ScoreColumn[] = []
    const applied: AppliedScore[] = []
    const untrained: string[] = []
    for (const [name, definition] of hub.config.scores) {
      const model = await state.champion(name)
      const document = documentOf(model)
      if (model === undefined || document === null || !sameQuestion(document.definition, definition)) {
        untrained.push(name)
        continue
      }
      const context = await scoreContext(hub, { name, definition, segments, now: run.startedAt, signal })
      const own = await applyScore(document, context)
      columns.push(...own)
      applied.push({ score: name, version: model.version, contacts: scoredContacts(own) })
      signal.throwIfAborted()
    }
    await facts.saveScores(columns)
    const contacts = Math.max(0, ...applied.map(each => each.contacts))
    run.count('scores', applied.length)
    run.count('contacts', contacts)
    hub.report({
      kind: 'done',
      task: 'score',
      text: `${counted(applied.length, 'score')} over ${counted(contacts, 'contact')}`,
    })
    return { asOf: isoInstant(run.startedAt), applied, untrained }
  })
}

/** Contacts with a value in the first column, the score itself. */
function scoredContacts([own]: readonly ScoreColumn[]): number {
  if (own === undefined) return 0
  const { values } = own
  if (values instanceof Float64Array)
    return values.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : 1), 0)
  return values.reduce((sum, value) => sum + (value === null ? 0 : 1), 0)
}
