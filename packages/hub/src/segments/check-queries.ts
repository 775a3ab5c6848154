import { type ResolvedSegment, rosterQuestions } from '@esplanade/core/segments'
import { ConfigError } from '../config-error.ts'
import type { HubContext } from '../context.ts'

/**
 * Has the store look at every query of the segments, without running one. Throws `ConfigError` with the
 * problems of all of them, and where a query is in the language of another engine than the store's.
 */
export async function checkQueries(
  { store, config, clock }: Pick<HubContext, 'store' | 'config' | 'clock'>,
  segments: readonly ResolvedSegment[],
): Promise<void> {
  const { queries } = store.facts
  const problems: string[] = []
  for (const segment of segments) {
    for (const question of rosterQuestions([segment])) {
      if (question.kind !== 'query') continue
      const { engine, text } = question
      if (queries === undefined || queries.engine !== engine) {
        const own = queries === undefined ? 'answers no queries' : `is ${queries.engine}`
        problems.push(`${segment.id}: the query is for ${engine}, and the store of this hub ${own}.`)
        continue
      }
      const found = await queries.check({ text, catalog: config.catalog, asOf: clock.now() })
      problems.push(...found.map(problem => `${segment.id}: ${problem}`))
    }
  }
  if (problems.length > 0) throw new ConfigError(problems)
}
