import type { SegmentId } from '@esplanade/core/schema'
import type { Evaluation, Membership } from '@esplanade/core/segments'
import type { HubContext } from '../context.ts'
import { type Definitions, readDefinitions } from '../segments.ts'
import { evaluateAsOf } from './evaluate-as-of.ts'
import { findSegment } from './find-segment.ts'

/** Who would be in which segment now, by the definitions as they stand in the files. Changes nothing. */
export interface EvaluatedNow extends Definitions {
  readonly evaluation: Evaluation
  /** The members of a segment that is defined. */
  readonly maskOf: (id: string) => Uint32Array
}

/** Throws `RequestError` when one of the `asked` ids is no segment, before anything is computed. */
export async function evaluateNow(hub: HubContext, asked: readonly string[] = []): Promise<EvaluatedNow> {
  const definitions = await readDefinitions(hub.config, hub.folder)
  for (const id of asked) findSegment(definitions.definitions, id)
  const evaluation = await evaluateAsOf(hub, hub.clock.now(), definitions.resolved)
  const maskOf = (id: string) => (evaluation.segments.get(id as SegmentId) as Membership).mask
  return { ...definitions, evaluation, maskOf }
}
