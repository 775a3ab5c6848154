import { nearestName } from '@esplanade/core/segments'
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
  return issues.flatMap(issue => {
    const key = keyText(prefix, issue.path)
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map(name =>
        unknownKey(keyText(prefix, [...issue.path, name]), name, at(input, issue.path)),
      )
    if (issue.code === 'invalid_union') return unionProblem(key, issue, at(input, issue.path))
    return [`${key}: ${issue.message}; found ${kindOf(at(input, issue.path))}.`]
  })
}

/** Of several shapes that all fail, the one that fails least is the one that was meant. */
function unionProblem(key: string, issue: z.core.$ZodIssueInvalidUnion, value: unknown): string[] {
  const closest = [...issue.errors].sort((a, b) => a.length - b.length)[0]
  if (closest === undefined || closest.length === 0)
    return [`${key}: ${issue.message}; found ${kindOf(value)}.`]
  return describeIssues(closest, value, key)
}

function unknownKey(key: string, name: string, holder: unknown): string {
  const known = KNOWN_KEYS.filter(
    candidate => !(typeof holder === 'object' && holder !== null && candidate in holder),
  )
  const nearest = nearestName(name, known)
  return `${key}: unknown key${nearest === undefined ? '; remove it' : `; did you mean "${nearest}"?`}${nearest === undefined ? '.' : ''}`
}

const KNOWN_KEYS = [
  'store',
  'currency',
  'timeZone',
  'connections',
  'segments',
  'syncs',
  'brake',
  'historyDays',
  'attributes',
  'events',
  'fields',
  'owns',
  'optOuts',
  'connection',
  'container',
  'segment',
  'into',
  'tag',
  'list',
  'share',
  'rows',
  'properties',
  'correctable',
  'apiKey',
  'accessToken',
  'baseUrl',
  'audiences',
  'tier',
  'within',
  'where',
  'count',
  'sum',
  'avg',
  'min',
  'max',
  'first',
  'last',
  'event',
  'attribute',
] as const

const keyText = (prefix: string, path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, part) =>
      typeof part === 'number' ? `${text}[${part}]` : text === '' ? String(part) : `${text}.${String(part)}`,
    prefix,
  ) || '(the configuration)'

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
