import { isoInstant } from '@esplanade/core/schema'
import { cardMarkdown, kindOf, sameQuestion } from '@esplanade/core/scores'
import type { HubContext } from '../context.ts'
import { RequestError } from '../request-error.ts'
import type { ListedScore, ScoreReport } from './results.ts'
import { healthAt, readHealth } from './score-health.ts'
import { chosenScores, documentOf } from './train-scores.ts'

/** Every score of the configuration with the model that serves it. */
export async function listScores({ config, store }: HubContext): Promise<readonly ListedScore[]> {
  const listed: ListedScore[] = []
  const health = await readHealth({ store })
  for (const [name, definition] of config.scores) {
    const model = await store.state.champion(name)
    const document = documentOf(model)
    const columns = Object.keys(kindOf(definition).columns(definition))
    listed.push({
      score: name,
      kind: definition.kind,
      columns: columns.map(suffix => (suffix === '' ? name : `${name}_${suffix}`)),
      version: model?.version ?? null,
      trainedAt: model === undefined ? null : isoInstant(model.trainedAt),
      verdict: document?.card.verdict ?? null,
      changed: document !== null && !sameQuestion(document.definition, definition),
      alarms: healthAt(health, name, model?.version)?.alarms ?? [],
    })
  }
  return listed
}

/** Versions looked through for the one that is asked for. */
const MOST_VERSIONS = 1_000

/** The card of a score's model: the one that serves, or a version by its number. Throws `RequestError` where there is none. */
export async function reportScore(
  hub: HubContext,
  { score, version }: { score: string; version?: number | undefined },
): Promise<ScoreReport> {
  chosenScores(hub, [score])
  const { state } = hub.store
  const versions = await state.models(score, MOST_VERSIONS)
  const model =
    version === undefined
      ? versions.find(({ role }) => role === 'champion')
      : versions.find(each => each.version === version)
  const document = documentOf(model)
  if (model === undefined || document === null) {
    throw new RequestError(
      version === undefined || versions.length === 0
        ? `The score "${score}" was never trained; run "esplanade scores train ${score}".`
        : `The score "${score}" has no version ${version}; it has ${versions.map(each => each.version).join(', ')}.`,
    )
  }
  const { role, trainedAt } = model
  return {
    score,
    version: model.version,
    role,
    trainedAt: isoInstant(trainedAt),
    card: document.card,
    markdown: cardMarkdown(document.card, model),
    health: healthAt(await readHealth(hub), score, model.version),
    versions: versions.map(each => ({
      version: each.version,
      role: each.role,
      trainedAt: isoInstant(each.trainedAt),
    })),
  }
}
