import type { OperationName } from './push.ts'

/** Permissions of a key, in the vendor's words, by what they are needed for. Data that prints as JSON. */
export interface ScopeNeeds {
  /** To connect at all. */
  readonly always: readonly string[]
  /** By stream name. */
  readonly streams: Readonly<Record<string, readonly string[]>>
  readonly operations: Readonly<Partial<Record<OperationName, readonly string[]>>>
}

/** What a hub means to do with a connection. */
export interface Use {
  readonly streams: readonly string[]
  readonly operations: readonly OperationName[]
}

export interface MissingScope {
  readonly scope: string
  /** What doesn't work without it: `to connect`, `to pull orders`, `to write fields`. */
  readonly neededTo: readonly string[]
}

/**
 * The permissions that a use needs and a key lacks, each with everything that fails without it. None
 * where the vendor has no permissions.
 */
export function missingScopes(
  scopes: ScopeNeeds | undefined,
  granted: readonly string[],
  use: Use,
): MissingScope[] {
  if (scopes === undefined) return []
  const needs = [
    ...scopes.always.map(scope => [scope, 'to connect'] as const),
    ...use.streams.flatMap(name =>
      (scopes.streams[name] ?? []).map(scope => [scope, `to pull ${name}`] as const),
    ),
    ...use.operations.flatMap(name =>
      (scopes.operations[name] ?? []).map(scope => [scope, `to write ${name}`] as const),
    ),
  ]
  const missing = new Map<string, string[]>()
  for (const [scope, neededTo] of needs) {
    if (!granted.includes(scope)) missing.set(scope, [...(missing.get(scope) ?? []), neededTo])
  }
  return [...missing].map(([scope, neededTo]) => ({ scope, neededTo }))
}
