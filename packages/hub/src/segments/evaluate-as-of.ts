import type { Instant } from '@esplanade/core/schema'
import {
  type Evaluation,
  evaluateWithin,
  planSegments,
  type ResolvedExpression,
  type ResolvedSegment,
} from '@esplanade/core/segments'
import type { HubContext } from '../context.ts'
import { rostersFrom } from './rosters.ts'

/** Evaluates segments, and values beside them, as of one instant in the hub's currency and zone. Changes nothing. */
export async function evaluateAsOf(
  hub: Pick<HubContext, 'config' | 'store'>,
  asOf: Instant,
  segments: readonly ResolvedSegment[],
  values: readonly ResolvedExpression[] = [],
): Promise<Evaluation> {
  const { currency, timeZone, maxStateBytes } = hub.config
  const plan = planSegments(segments, { asOf, currency, timeZone, values })
  return evaluateWithin(plan, hub.store.facts, rostersFrom(hub).answer, maxStateBytes)
}
