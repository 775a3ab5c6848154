import type { Instant } from '@esplanade/core/schema'
import { firstEventAt, kindOf, type ScoreContext, type ScoreDefinition } from '@esplanade/core/scores'
import type { ResolvedSegment } from '@esplanade/core/segments'
import type { HubContext } from '../context.ts'
import { rostersFrom } from '../segments/rosters.ts'

/** The world that a score of this hub is trained in, as of one instant. */
export async function scoreContext(
  hub: HubContext,
  {
    name,
    definition,
    segments,
    now,
    signal,
  }: {
    readonly name: string
    readonly definition: ScoreDefinition
    readonly segments: readonly ResolvedSegment[]
    readonly now: Instant
    readonly signal: AbortSignal
  },
): Promise<ScoreContext> {
  const { catalog, currency, timeZone, scoring } = hub.config
  const context = {
    name,
    catalog,
    segments,
    facts: hub.store.facts,
    currency,
    timeZone,
    rosters: rostersFrom(hub).answer,
    now,
    seed: scoring.seed,
    signal,
  }
  const needs = kindOf(definition).needs(definition, { catalog, segments })
  return { ...context, firstEventAt: await firstEventAt(needs, context) }
}
