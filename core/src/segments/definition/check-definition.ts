import { complaints } from '../../schema/complaints.ts'
import type { Path } from '../../schema/path-text.ts'
import { pathText } from '../../schema/path-text.ts'
import type { SegmentDefinition } from './definition.ts'
import { segmentSchema } from './definition.ts'
import { hostileShape, oversize } from './hostile-shape.ts'
import type { Checked, Problem } from './problem.ts'
import { salvage } from './salvage.ts'

/** Where a value was written. */
export interface Source {
  readonly file: string | null
  readonly lineOf: (path: Path) => number | null
}

const NO_SOURCE: Source = { file: null, lineOf: () => null }

/** A definition, or everything that is wrong with it, and what of it is right all the same. */
export type CheckedDefinition =
  | Extract<Checked<SegmentDefinition>, { ok: true }>
  | (Extract<Checked<SegmentDefinition>, { ok: false }> & {
      readonly salvaged?: SegmentDefinition | undefined
    })

/** Checks a plain value against the one schema and the bounds of a definition; gives all problems at once. */
export function checkDefinition(value: unknown, source: Source = NO_SOURCE): CheckedDefinition {
  const segment = idOf(value)
  const problem = (path: Path, reason: string): Problem => {
    return { file: source.file, line: source.lineOf(path), segment, path: pathText(path), reason }
  }
  const hostile = hostileShape(value)
  if (hostile) return { ok: false, problems: [problem([], hostile)] }
  const parsed = segmentSchema.safeParse(value, { reportInput: true })
  if (!parsed.success) {
    const problems = complaints(parsed.error.issues).map(({ path, reason }) => problem(path, reason))
    return { ok: false, problems, salvaged: salvage(value) }
  }
  const tooLarge = oversize(parsed.data.when)
  if (tooLarge) return { ok: false, problems: [problem(['when'], tooLarge)] }
  return { ok: true, value: parsed.data }
}

function idOf(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || !('id' in value)) return null
  return typeof value.id === 'string' ? value.id.slice(0, 64) : null
}
