import { isoInstant } from '@esplanade/core/schema'
import { explainScore as explain, sameQuestion } from '@esplanade/core/scores'
import type { HubContext } from '../context.ts'
import { prepareStore } from '../evaluate.ts'
import { RequestError } from '../request-error.ts'
import { findContact } from '../segments/find-contact.ts'
import { readDefinitions } from '../segments.ts'
import type { ScoreExplanation } from './results.ts'
import { scoreContext } from './score-context.ts'
import { chosenScores, documentOf } from './train-scores.ts'

/**
 * Why the model that serves says what it says of a contact now. Measures everybody's features once and
 * writes no score. Throws `RequestError` for an unknown name or contact, and for a score without reasons.
 */
export async function explainScore(
  hub: HubContext,
  { score, contact, signal }: { score: string; contact: string; signal: AbortSignal },
): Promise<ScoreExplanation> {
  const [[name, definition] = []] = chosenScores(hub, [score])
  const { state } = hub.store
  const contactNo = await findContact(state, contact)
  const model = await state.champion(score)
  const document = documentOf(model)
  if (name === undefined || definition === undefined || model === undefined || document === null)
    throw new RequestError(`The score "${score}" was never trained; run "esplanade scores train ${score}".`)
  if (!sameQuestion(document.definition, definition))
    throw new RequestError(`The score "${score}" was changed since; run "esplanade scores train ${score}".`)
  if (definition.kind !== 'propensity')
    throw new RequestError(`Only propensities give reasons; "${score}" is of the kind ${definition.kind}.`)
  await prepareStore(hub)
  const now = hub.clock.now()
  const { resolved: segments } = await readDefinitions(hub.config, hub.folder)
  const context = await scoreContext(hub, { name, definition, segments, now, signal })
  const reasons = await explain(document, context, contactNo)
  return { score, version: model.version, asOf: isoInstant(now), contact: contactNo, reasons }
}
