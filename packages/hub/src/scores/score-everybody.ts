import { isoInstant } from '@esplanade/core/schema'
import { applyScores, checkScore, type ScoreDocument, sameQuestion } from '@esplanade/core/scores'
import type { ModelCheck, ScoreColumn } from '@esplanade/core/store'
import type { HubContext } from '../context.ts'
import { counted } from '../counted.ts'
import { recordRun } from '../run-record.ts'
import { readDefinitions } from '../segments.ts'
import { heldScores } from './held-scores.ts'
import type { AppliedScore, ScoresApplied } from './results.ts'
import { scoringContext } from './score-context.ts'
import { alarming, type FoundHealth, healthOf, readHealth } from './score-health.ts'
import { documentOf } from './train-scores.ts'

/**
 * Scores every contact by the models that serve, and looks at how fit these still are. A score that was
 * never trained, or whose definition was changed since, is left as it was and named: a column of another
 * question would be read for an answer.
 */
export async function scoreEverybody(
  hub: HubContext,
  { signal }: { signal: AbortSignal },
): Promise<ScoresApplied> {
  const { state, facts } = hub.store
  return recordRun(hub, { kind: 'score', connection: null, signal }, async run => {
    const { serving, untrained } = await servingModels(hub)
    const { resolved: segments } = await readDefinitions(hub.config, hub.folder)
    const context = scoringContext(hub, { segments, now: run.startedAt, signal })
    const held = await heldScores(hub, hub.config.scores, { segments, now: run.startedAt })
    const documents = new Map(
      [...serving].flatMap(([name, { document }]) => (held.has(name) ? [] : [[name, document] as const])),
    )
    const earlier = await readHealth(hub)
    const columns: ScoreColumn[] = []
    const applied: AppliedScore[] = []
    const checks: ModelCheck[] = []
    for await (const { score, columns: own, drift } of applyScores(documents, context)) {
      columns.push(...own)
      const { version, document } = serving.get(score) as ServingModel
      const last = earlier.get(score)
      const before = last?.version === version ? last.found.matured : null
      const newer = await checkScore(document, { ...context, name: score }, before?.snapshot ?? null)
      const found: FoundHealth = { drift: alarming(drift), matured: newer ?? before }
      const health = healthOf(score, found)
      applied.push({ score, version, contacts: scoredContacts(own), health })
      checks.push({ score, version, checkedAt: run.startedAt, document: JSON.stringify(found) })
      for (const text of health.alarms) hub.report({ kind: 'note', text })
      signal.throwIfAborted()
    }
    await hub.store.atomically(async () => {
      await facts.saveScores(columns)
      await state.saveModelChecks(checks)
    })
    const contacts = Math.max(0, ...applied.map(each => each.contacts))
    run.count('scores', applied.length)
    run.count('contacts', contacts)
    hub.report({
      kind: 'done',
      task: 'score',
      text: `${counted(applied.length, 'score')} over ${counted(contacts, 'contact')}`,
    })
    return { asOf: isoInstant(run.startedAt), applied, untrained, held: [...held.values()].flat() }
  })
}

interface ServingModel {
  readonly version: number
  readonly document: ScoreDocument
}

/** The champions that answer what the configuration asks, and the names of scores without one. */
async function servingModels({ config, store }: HubContext) {
  const serving = new Map<string, ServingModel>()
  const untrained: string[] = []
  for (const [name, definition] of config.scores) {
    const model = await store.state.champion(name)
    const document = documentOf(model)
    if (model !== undefined && document !== null && sameQuestion(document.definition, definition))
      serving.set(name, { version: model.version, document })
    else untrained.push(name)
  }
  return { serving, untrained }
}

/** Contacts with a value in the first column, the score itself. */
function scoredContacts([own]: readonly ScoreColumn[]): number {
  if (own === undefined) return 0
  const { values } = own
  if (values instanceof Float64Array)
    return values.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : 1), 0)
  return values.reduce((sum, value) => sum + (value === null ? 0 : 1), 0)
}
