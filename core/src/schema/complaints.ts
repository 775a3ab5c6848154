import type { z } from 'zod'
import type { Path } from './path-text.ts'

/** What a schema has against a value: where, and why. */
export interface Complaint {
  readonly path: Path
  readonly reason: string
  /** The complaint is about a key that should not be there, or not under such a name, and not about a value. */
  readonly unknownKey: boolean
}

/**
 * Flattens zod's answer. A failed union holds the complaints of every alternative; only those of
 * the alternative that the author evidently meant are worth reading, and when none is evident the
 * union's own words are.
 */
export function complaints(issues: readonly z.core.$ZodIssue[], base: Path = []): Complaint[] {
  return issues.flatMap(issue => {
    const path: Path = [...base, ...(issue.path as Path)]
    const meant = issue.code === 'invalid_union' ? meantAlternative(issue.errors) : undefined
    return meant
      ? complaints(meant, path)
      : [{ path, reason: reasonOf(issue), unknownKey: isAboutKey(issue) }]
  })
}

const isAboutKey = ({ code }: z.core.$ZodIssue) => code === 'unrecognized_keys' || code === 'invalid_key'

function reasonOf(issue: z.core.$ZodIssue): string {
  // What is wrong with a key is said by the schema of the keys.
  if (issue.code === 'invalid_key')
    return `the name is not allowed: ${issue.issues[0]?.message ?? issue.message}`
  if (issue.code === 'invalid_type' && issue.input === undefined) return `missing: expected ${issue.expected}`
  return issue.message.replace(/^Invalid input: /, '')
}

type Alternative = readonly z.core.$ZodIssue[]

/** The alternative whose required keys are all there and that has the fewest unknown ones. */
function meantAlternative(alternatives: readonly Alternative[]): Alternative | undefined {
  const possible = alternatives.filter(issues => !issues.some(isOtherKind))
  return possible.toSorted((a, b) => unknownKeys(a) - unknownKeys(b))[0]
}

function isOtherKind(issue: z.core.$ZodIssue): boolean {
  const wrongType = issue.path.length === 0 && issue.code === 'invalid_type'
  return wrongType || (issue.path.length === 1 && issue.input === undefined)
}

function unknownKeys(issues: Alternative): number {
  return issues.reduce(
    (count, issue) =>
      count + (issue.path.length === 0 && issue.code === 'unrecognized_keys' ? issue.keys.length : 0),
    0,
  )
}
