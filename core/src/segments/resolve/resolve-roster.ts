import { didYouMean, quoted } from '../../schema/nearest-name.ts'
import type { Path } from '../../schema/path-text.ts'
import { type RosterCondition, rosterQuestion } from '../definition/roster-condition.ts'
import type { RosterQuestion } from '../plan.ts'
import type { ResolvedCondition, ResolvedSegment } from './resolved.ts'
import type { Scope } from './scope.ts'

/** Resolves a leaf about consent, a tag or a list. Which tags a vendor has is known only once it was pulled. */
export function resolveRoster(condition: RosterCondition, path: Path, scope: Scope): ResolvedCondition {
  if ('connection' in condition) resolveConnection(condition.connection, [...path, 'connection'], scope)
  return { kind: 'roster', roster: rosterQuestion(condition) }
}

/** Reports a name that is no connection of the hub. */
export function resolveConnection(name: string, path: Path, { catalog, report }: Scope): void {
  if (catalog.connections.has(name)) return
  report(path, `no connection is called ${quoted(name)}.${didYouMean(name, catalog.connections)}`)
}

/** Everything that segments ask of the state store, as often as they do. */
export function rosterQuestions(segments: readonly ResolvedSegment[]): RosterQuestion[] {
  const of = (condition: ResolvedCondition): RosterQuestion[] => {
    if ('parts' in condition) return condition.parts.flatMap(of)
    return condition.kind === 'roster' ? [condition.roster] : []
  }
  return segments.flatMap(({ when }) => of(when))
}
