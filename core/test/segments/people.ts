import { type Catalog, rateSpans } from '../../src/schema/index.ts'
import type { ResolvedSegment, SegmentDefinition } from '../../src/segments/index.ts'
import {
  evaluateSegments,
  formatProblem,
  maskToContacts,
  parseSegments,
  planSegments,
  resolveSegments,
} from '../../src/segments/index.ts'
import { worldRosters } from '../../src/segments/reference/index.ts'
import type { SegmentCase } from '../../src/segments/suites/index.ts'
import { storyTeller } from '../../src/segments/suites/index.ts'
import { CATALOG } from '../../src/segments/suites/stories/people.ts'
import { arrayFactStore } from './array-fact-store.ts'

export type { People, StoryEvent } from '../../src/segments/suites/stories/people.ts'
export { AS_OF, at, CATALOG, worldOf } from '../../src/segments/suites/stories/people.ts'

/** Stories evaluated by the engine over plain arrays. */
export const onArrays = storyTeller(
  async (example: SegmentCase) => {
    const { definitions, world, catalog, currency, timeZone, asOf, rates } = example
    const facts = arrayFactStore(world, {
      currency,
      attributes: catalog.attributes,
      rates: rateSpans(rates, { currency, timeZone }),
    })
    const plan = planSegments(resolved(definitions, catalog), { asOf, currency, timeZone })
    const { segments } = await evaluateSegments(plan, facts, worldRosters(world))
    return [new Map([...segments].map(([id, { mask }]) => [String(id), [...maskToContacts(mask)]]))]
  },
  new URL('../../../docs/examples/segments/', import.meta.url),
)
export const { exampleMembers, whoPasses } = onArrays

export function parsed(yaml: string): readonly SegmentDefinition[] {
  const result = parseSegments(yaml, 'story.yaml')
  if (!result.ok) throw new Error(result.problems.map(formatProblem).join('\n'))
  return result.definitions
}

export function resolved(
  definitions: readonly SegmentDefinition[],
  catalog: Catalog = CATALOG,
): readonly ResolvedSegment[] {
  const result = resolveSegments(definitions, catalog)
  if (!result.ok) throw new Error(result.problems.map(formatProblem).join('\n'))
  return result.value
}
