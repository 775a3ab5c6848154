import { isoInstant } from '@esplanade/core/schema'
import { countMask, inNone, jaccard, sharedCounts } from '@esplanade/core/segments'
import type { HubContext } from '../context.ts'
import { disjointViolations } from './disjoint.ts'
import { evaluateNow } from './evaluate-now.ts'
import { nameSome } from './people.ts'
import type { OverlapResult } from './results.ts'

/**
 * How segments overlap now: how many contacts each two share, who is in none of them, and which were
 * declared disjoint and are not. Looks at the named segments, or at all.
 */
export async function overlap(
  hub: HubContext,
  { segments = [], samples }: { segments?: readonly string[] | undefined; samples: number },
): Promise<OverlapResult> {
  const { definitions, evaluation, maskOf } = await evaluateNow(hub, segments)
  const named = [...new Set(segments)]
  const ids = named.length > 0 ? named : definitions.map(({ id }) => id as string)
  const masks = ids.map(maskOf)
  const shared = sharedCounts(masks)
  const size = (index: number): number => shared[index]?.[index] ?? 0
  const nobodys = inNone(evaluation.living, masks)
  return {
    asOf: isoInstant(evaluation.asOf),
    contacts: countMask(evaluation.living),
    segments: ids.map((id, index) => ({ id, members: size(index) })),
    shared,
    jaccard: shared.map((row, i) => row.map((both, j) => jaccard(size(i), size(j), both))),
    nobodys: { contacts: countMask(nobodys), samples: await nameSome(hub, nobodys, samples) },
    violations: await disjointViolations(hub, maskOf),
  }
}
