import { kindOf } from '@esplanade/core/scores'
import type { NamedFacts, ResolvedSegment } from '@esplanade/core/segments'
import type { CheckedConfig } from '../config.ts'

/** What the scores of a configuration read. Every name that does not exist becomes a problem. */
export function scoreNeeds(
  { scores, catalog }: Pick<CheckedConfig, 'scores' | 'catalog'>,
  segments: readonly ResolvedSegment[],
  problems: string[],
): NamedFacts[] {
  return [...scores].flatMap(([name, definition]) => {
    try {
      return [kindOf(definition).needs(definition, { catalog, segments })]
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      problems.push(...error.message.split('\n').map(line => `scores.${name}.${line}`))
      return []
    }
  })
}
