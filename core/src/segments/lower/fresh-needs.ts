import { referredIn } from '../resolve/referred.ts'
import type { ResolvedSegment } from '../resolve/resolved.ts'
import type { FreshNeed } from './segment-plan.ts'

/**
 * What has to be fresh for each segment, by its id: its own needs, and those of every segment that it
 * refers to, since a verdict is no fresher than what it is made of. Of several for one connection the
 * strictest. Segments come in dependency order.
 */
export function freshNeeds(segments: readonly ResolvedSegment[]): ReadonlyMap<string, readonly FreshNeed[]> {
  const needs = new Map<string, readonly FreshNeed[]>()
  for (const { id, when, fresh } of segments) {
    const strictest = new Map<string, FreshNeed>()
    for (const need of [...fresh, ...referredIn(when).flatMap(other => needs.get(other) ?? [])]) {
      const known = strictest.get(need.connection)
      if (!known || need.withinMs < known.withinMs) strictest.set(need.connection, need)
    }
    needs.set(id, [...strictest.values()])
  }
  return needs
}
