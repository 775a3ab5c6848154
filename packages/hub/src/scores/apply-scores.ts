import { isoInstant } from '@esplanade/core/schema'
import { applyScore, type Drift, sameQuestion } from '@esplanade/core/scores'
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
      const moved: Drift[] = []
      const tellDrift = (told: readonly Drift[]) => {
        moved.push(...told.filter(({ verdict }) => verdict === 'alarm'))
      }
      const own = await applyScore(document, { ...context, tellDrift })
      columns.push(...own)
      const drift = moved.map(({ name: feature, psi }) => ({ feature, psi }))
      applied.push({ score: name, version: model.version, contacts: scoredContacts(own), drift })
      if (drift.length > 0) hub.report({ kind: 'note', text: driftText(name, drift) })
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

/** The features that moved most; the answer has all. */
const NAMED = 3

function driftText(score: string, drift: AppliedScore['drift']): string {
  const named = drift.slice(0, NAMED).map(({ feature, psi }) => `${feature} (PSI ${psi.toFixed(2)})`)
  return `${score}: contacts are others than those it was trained on, by ${named.join(', ')}; train it again.`
}

/** Contacts with a value in the first column, the score itself. */
function scoredContacts([own]: readonly ScoreColumn[]): number {
  if (own === undefined) return 0
  const { values } = own
  if (values instanceof Float64Array)
    return values.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : 1), 0)
  return values.reduce((sum, value) => sum + (value === null ? 0 : 1), 0)
}
