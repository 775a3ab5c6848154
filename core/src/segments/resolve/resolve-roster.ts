import { didYouMean, quoted } from '../../schema/nearest-name.ts'
import type { Path } from '../../schema/path-text.ts'
import { type RosterCondition, rosterQuestion } from '../definition/roster-condition.ts'
import type { ResolvedCondition } from './resolved.ts'
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
