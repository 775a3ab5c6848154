import type { TargetRef } from '@esplanade/connector-kit'
import type { ResolvedSegment, RosterQuestion } from '@esplanade/core/segments'
import { rosterQuestions } from '@esplanade/core/segments'

/** Tags and lists of a connection that segments name; in every container where a segment names none. */
export function namedTargets(
  segments: readonly ResolvedSegment[],
  connection: string,
  containers: readonly string[],
): TargetRef[] {
  const isTarget = (question: RosterQuestion) => question.kind === 'target'
  return rosterQuestions(segments)
    .filter(isTarget)
    .filter(question => question.connection === connection)
    .flatMap(({ container, target }) => {
      const kind = target.startsWith('tag:') ? ('tag' as const) : ('list' as const)
      const name = target.slice(kind.length + 1)
      const meant = container === null ? containers : containers.filter(each => each === container)
      return meant.map(each => ({ kind, container: each, name }))
    })
}
