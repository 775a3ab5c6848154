import { complaints, pathText } from '@esplanade/core/schema'
import type { z } from 'zod'

/** Why a configuration cannot be used: every problem, each with its key. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly problems: readonly string[]

  constructor(problems: readonly string[], options?: ErrorOptions) {
    const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`
    super(`The configuration has ${count}:\n${problems.map(problem => `  ${problem}`).join('\n')}`, options)
    this.problems = problems
  }
}

/**
 * One sentence per problem: the key, what was expected, and the kind of what was found, never the
 * value itself, which may be a secret.
 */
export function describeIssues(issues: readonly z.core.$ZodIssue[], input: unknown, prefix = ''): string[] {
  return complaints(issues).map(({ path, reason, unknownKey }) => {
    const key = [prefix, pathText(path)].filter(part => part !== '').join('.') || 'the configuration'
    return unknownKey ? `${key}: ${reason}` : `${key}: ${reason}; found ${kindOf(at(input, path))}.`
  })
}

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  let found = value
  for (const part of path) {
    if (typeof found !== 'object' || found === null) return undefined
    found = (found as Record<PropertyKey, unknown>)[part]
  }
  return found
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return `a list of ${value.length}`
  if (typeof value === 'string')
    return value === '' ? 'an empty text' : `a text of ${value.length} characters`
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}
