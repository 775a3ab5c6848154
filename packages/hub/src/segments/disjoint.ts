import { countMask, inBoth } from '@esplanade/core/segments'
import type { HubContext } from '../context.ts'
import { nameSome } from './people.ts'
import type { DisjointViolation } from './results.ts'

/** Offenders whom a violation names; it counts all. */
const NAMED_OFFENDERS = 10

/** Every two segments that the configuration declares disjoint and that share somebody. */
export async function disjointViolations(
  hub: HubContext,
  maskOf: (id: string) => Uint32Array,
): Promise<DisjointViolation[]> {
  const violations: DisjointViolation[] = []
  for (const [first, second] of declaredPairs(hub.config.disjoint)) {
    const both = inBoth(maskOf(first), maskOf(second))
    const contacts = countMask(both)
    if (contacts === 0) continue
    const offenders = await nameSome(hub, both, NAMED_OFFENDERS)
    violations.push({ segments: [first, second], contacts, offenders })
  }
  return violations
}

/** Two of each declared list, each pair once. */
function declaredPairs(declared: readonly (readonly string[])[]): [string, string][] {
  const pairs = declared.flatMap(ids =>
    ids.flatMap((first, index) => ids.slice(index + 1).map((second): [string, string] => [first, second])),
  )
  return [...new Map(pairs.map(pair => [pair.toSorted().join(' '), pair])).values()]
}
