import { didYouMean, quoted } from '../../schema/nearest-name.ts'
import type { Path } from '../../schema/path-text.ts'
import { type RosterCondition, rosterQuestion } from '../definition/roster-condition.ts'
import type { RosterQuestion } from '../plan.ts'
import type { ResolvedCondition, ResolvedSegment } from './resolved.ts'
import type { Scope } from './scope.ts'

/** Resolves a leaf that no fact answers. Which tags a vendor has is known only once it was pulled. */
export function resolveRoster(condition: RosterCondition, path: Path, scope: Scope): ResolvedCondition {
  if ('connection' in condition) resolveConnection(condition.connection, [...path, 'connection'], scope)
  const roster = rosterQuestion(condition)
  return 'sql' in condition
    ? { kind: 'roster', roster, reads: namedEvents(condition.sql, scope) }
    : { kind: 'roster', roster }
}

/**
 * Event types that a query may read: those whose name is a word of it. One named in passing costs a table
 * that nobody reads; one that were missed would be read from the log, a hundred times slower.
 */
function namedEvents(text: string, { catalog }: Scope): { type: string; properties: string[] }[] {
  const words = new Set(text.toLowerCase().match(/[a-z_][a-z0-9_]*/g))
  return [...catalog.events].flatMap(([type, { properties }]) =>
    words.has(type) ? [{ type, properties: [...properties.keys()] }] : [],
  )
}

/** Reports a name that is no connection of the hub. */
export function resolveConnection(name: string, path: Path, { catalog, report }: Scope): void {
  if (catalog.connections.has(name)) return
  report(path, `no connection is called ${quoted(name)}.${didYouMean(name, catalog.connections)}`)
}

/** Everything that segments ask whoever evaluates, as often as they do. */
export function rosterQuestions(segments: readonly ResolvedSegment[]): RosterQuestion[] {
  const of = (condition: ResolvedCondition): RosterQuestion[] => {
    if ('parts' in condition) return condition.parts.flatMap(of)
    return condition.kind === 'roster' ? [condition.roster] : []
  }
  return segments.flatMap(({ when }) => of(when))
}
