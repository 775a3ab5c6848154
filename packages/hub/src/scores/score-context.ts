import type { Instant } from '@esplanade/core/schema'
import {
  firstEventAt,
  kindOf,
  type ScoreContext,
  type ScoreDefinition,
  type ScoringContext,
} from '@esplanade/core/scores'
import type { ResolvedSegment } from '@esplanade/core/segments'
import type { HubContext } from '../context.ts'
import { rostersFrom } from '../segments/rosters.ts'

interface Moment {
  readonly segments: readonly ResolvedSegment[]
  readonly now: Instant
  readonly signal: AbortSignal
}

/** The world that a score of this hub is trained in, as of one instant. */
export async function scoreContext(
  hub: HubContext,
  { name, definition, ...moment }: Moment & { readonly name: string; readonly definition: ScoreDefinition },
): Promise<ScoreContext> {
  const context = { ...scoringContext(hub, moment), name }
  const needs = kindOf(definition).needs(definition, context)
  return { ...context, firstEventAt: await firstEventAt(needs, context) }
}

/** The world that scores of this hub are applied in. */
export function scoringContext(
  hub: HubContext,
  { segments, now, signal }: Moment,
): Omit<ScoringContext, 'name'> {
  const { catalog, currency, timeZone, scoring } = hub.config
  return {
    catalog,
    segments,
    facts: hub.store.facts,
    currency,
    timeZone,
    rosters: rostersFrom(hub).answer,
    products: hub.store.state,
    now,
    seed: scoring.seed,
    known: scoring.known,
    threads: scoring.threads ?? hub.processors,
    signal,
  }
}
