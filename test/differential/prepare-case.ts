import { rateSpans } from '@esplanade/core/schema'
import {
  factNeeds,
  type ResolvedSegment,
  resolveSegments,
  type SegmentDefinition,
} from '@esplanade/core/segments'
import type { SegmentCase } from '@esplanade/core/segments/suites'
import type { Store } from '@esplanade/core/store'

/** Resolves definitions of a case, and makes a store ready for what they name. */
export async function prepareCase(
  { facts }: Pick<Store, 'facts'>,
  definitions: readonly SegmentDefinition[],
  { catalog, currency, timeZone, rates }: Pick<SegmentCase, 'catalog' | 'currency' | 'timeZone' | 'rates'>,
): Promise<readonly ResolvedSegment[]> {
  const resolved = resolveSegments(definitions, catalog)
  if (!resolved.ok) throw new Error(JSON.stringify(resolved.problems))
  await facts.prepare({
    catalog,
    currency,
    rates: rateSpans(rates, { currency, timeZone }),
    owners: new Map(),
    events: factNeeds(resolved.value).events,
  })
  return resolved.value
}
