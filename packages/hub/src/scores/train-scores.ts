import { didYouMean, isoInstant } from '@esplanade/core/schema'
import { type ScoreDefinition, type ScoreDocument, trainScore } from '@esplanade/core/scores'
import type { StoredModel } from '@esplanade/core/store'
import type { HubContext } from '../context.ts'
import { prepareStore } from '../evaluate.ts'
import { RequestError } from '../request-error.ts'
import { recordRun } from '../run-record.ts'
import { readDefinitions } from '../segments.ts'
import { heldScores } from './held-scores.ts'
import type { ScoreTrainResult, TrainedScore } from './results.ts'
import { scoreContext } from './score-context.ts'
import { scoreEverybody } from './score-everybody.ts'

/**
 * Trains scores by what is known now and scores everybody by the models that serve from then on. A model
 * that is not better than the one before stays a challenger. Throws `RequestError` for a name that is none.
 */
export async function trainScores(
  hub: HubContext,
  { scores, signal }: { scores: readonly string[] | undefined; signal: AbortSignal },
): Promise<ScoreTrainResult> {
  const chosen = chosenScores(hub, scores)
  const trained = await recordRun(hub, { kind: 'train', connection: null, signal }, async run => {
    await prepareStore(hub)
    const told: TrainedScore[] = []
    const { resolved: segments } = await readDefinitions(hub.config, hub.folder)
    const held = await heldScores(hub, chosen, { segments, now: run.startedAt })
    for (const [index, [name, definition]] of chosen.entries()) {
      if (held.has(name)) continue
      hub.report({ kind: 'progress', task: `train ${name}`, done: index, total: chosen.length })
      told.push(await trainOne(hub, { name, definition, now: run.startedAt, signal }))
      hub.report({ kind: 'done', task: `train ${name}`, text: doneText(told.at(-1)) })
      signal.throwIfAborted()
    }
    run.count('models', told.length)
    return { asOf: isoInstant(run.startedAt), trained: told, held: [...held.values()].flat() }
  })
  return { ...trained, scored: await scoreEverybody(hub, { signal }) }
}

async function trainOne(
  hub: HubContext,
  {
    name,
    definition,
    ...when
  }: { name: string; definition: ScoreDefinition } & Pick<
    Parameters<typeof scoreContext>[1],
    'now' | 'signal'
  >,
): Promise<TrainedScore> {
  const { state } = hub.store
  const { resolved: segments } = await readDefinitions(hub.config, hub.folder)
  const context = await scoreContext(hub, { name, definition, segments, ...when })
  const before = documentOf(await state.champion(name))
  const { card, document, replaces } = await trainScore(definition, context, before)
  const { version, role } = await state.saveModel({
    score: name,
    role: replaces.champion ? 'champion' : 'challenger',
    trainedAt: when.now,
    document: JSON.stringify(document),
  })
  return { score: name, version, role, because: replaces.because, card }
}

/** What a store keeps of a model, read; null where there is none. */
export const documentOf = (model: StoredModel | undefined): ScoreDocument | null =>
  model === undefined ? null : (JSON.parse(model.document) as ScoreDocument)

/** The named scores, or all. */
export function chosenScores(
  { config }: HubContext,
  names: readonly string[] | undefined,
): readonly (readonly [string, ScoreDefinition])[] {
  if (names === undefined || names.length === 0) return [...config.scores]
  return names.map(name => {
    const definition = config.scores.get(name)
    if (definition !== undefined) return [name, definition] as const
    const known = [...config.scores.keys()]
    throw new RequestError(
      `"${name}" is no score of this hub.${didYouMean(name, known)} It has ${known.join(', ') || 'none'}.`,
    )
  })
}

function doneText(told: TrainedScore | undefined): string {
  if (told === undefined) return ''
  const { version, role, card } = told
  return `version ${version}, ${role}${card.verdict.enough ? '' : `; ${card.verdict.reason}`}`
}
