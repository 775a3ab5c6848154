import type { Catalog } from '../../schema/index.ts'
import { parseDuration } from '../../schema/index.ts'
import { quoted } from '../../schema/nearest-name.ts'
import type { Path } from '../../schema/path-text.ts'
import { pathText } from '../../schema/path-text.ts'
import type { SegmentDefinition } from '../definition/definition.ts'
import type { Locate } from '../definition/parse-segments.ts'
import type { Checked, Problem } from '../definition/problem.ts'
import { resolveCondition } from './resolve-condition.ts'
import { resolveConnection } from './resolve-roster.ts'
import type { ResolvedSegment } from './resolved.ts'
import type { Scope } from './scope.ts'
import { MAX_CHAIN, orderSegments } from './segment-order.ts'

const nowhere: Locate = () => ({ file: null, line: null })

/**
 * Looks up every name of every definition and checks every value against the type of what it is
 * compared with. Gives the segments in dependency order, or all problems of all definitions.
 * `locate`, from `parseSegments`, adds files and lines to the problems; `misread`, ids that exist all the same.
 */
export function resolveSegments(
  definitions: readonly SegmentDefinition[],
  catalog: Catalog,
  locate: Locate = nowhere,
  misread: readonly string[] = [],
): Checked<readonly ResolvedSegment[]> {
  const problems: Problem[] = []
  const reportIn = (segment: string) => (path: Path, reason: string) => {
    problems.push({ ...locate(segment, path), segment, path: pathText(path), reason })
  }
  const byId = new Map<string, SegmentDefinition>()
  for (const definition of definitions) {
    if (byId.has(definition.id)) reportIn(definition.id)(['id'], `the id ${quoted(definition.id)} is taken.`)
    byId.set(definition.id, definition)
  }
  const { ordered, circles, tooLong } = orderSegments(byId)
  for (const circle of circles) {
    reportIn(circle[0] ?? '')(
      ['when'],
      `refers to itself in a circle: ${circle.join(' → ')}. Break one of the links.`,
    )
  }
  for (const id of new Set(tooLong)) {
    reportIn(id)(
      ['when'],
      `leads on through more than ${MAX_CHAIN} segments, each referring to the next. Join some of them.`,
    )
  }
  const segments = new Set([...byId.keys(), ...misread])
  const resolved = ordered.map(({ id, title, when, fresh = {} }) => {
    const scope: Scope = { catalog, segments, report: reportIn(id) }
    return {
      id,
      title,
      fresh: Object.entries(fresh).map(([connection, length]) => {
        resolveConnection(connection, ['fresh', connection], scope)
        return { connection, withinMs: parseDuration(length) ?? 0 }
      }),
      when: resolveCondition(when, ['when'], scope),
    }
  })
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: resolved }
}
