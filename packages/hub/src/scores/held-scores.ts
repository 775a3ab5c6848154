import type { Instant } from '@esplanade/core/schema'
import { kindOf, type ScoreDefinition } from '@esplanade/core/scores'
import type { ResolvedSegment } from '@esplanade/core/segments'
import type { HubContext } from '../context.ts'
import { amountsAtStake } from '../segments/amounts-at-stake.ts'
import type { HeldScore } from './results.ts'

/**
 * Scores that must not be computed now, by name, since amounts that they read are in another currency and no
 * rate converts them. They say of everybody what they said before.
 */
export async function heldScores(
  hub: HubContext,
  scores: Iterable<readonly [string, ScoreDefinition]>,
  { segments, now }: { readonly segments: readonly ResolvedSegment[]; readonly now: Instant },
): Promise<ReadonlyMap<string, readonly HeldScore[]>> {
  const atStake = amountsAtStake(hub)
  const held = new Map<string, readonly HeldScore[]>()
  for (const [score, definition] of scores) {
    const needs = kindOf(definition).needs(definition, { catalog: hub.config.catalog, segments })
    const missing = await atStake.ofNeeds(needs, now)
    if (missing.length === 0) continue
    held.set(
      score,
      missing.map(each => ({ score, ...each })),
    )
    const amounts = missing.reduce((sum, each) => sum + each.amounts, 0)
    hub.report({
      kind: 'note',
      text: `${score}: left as it was; ${amounts} amounts that it reads have no rate.`,
    })
  }
  return held
}
