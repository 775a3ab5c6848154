import { buildCatalog } from '@esplanade/core/schema'
import {
  factNeeds,
  planSegments,
  resolveSegments,
  type SegmentDefinition,
  type SegmentPlan,
} from '@esplanade/core/segments'
import type { FactNeeds } from '@esplanade/core/store'
import { MORE_SEGMENTS } from './many-segments.ts'
import { PLAIN_SEGMENTS } from './plain-segments.ts'
import { SPECIAL_SEGMENTS } from './special-segments.ts'
import { AS_OF } from './world-sql.ts'

export const CATALOG = buildCatalog({ attributes: { loyalty_member: 'boolean', points: 'number' } })
export const CURRENCY = 'EUR'
export const TIME_ZONE = 'Europe/Berlin'

export const FIFTY: readonly SegmentDefinition[] = [...PLAIN_SEGMENTS, ...SPECIAL_SEGMENTS]
export const TWO_HUNDRED: readonly SegmentDefinition[] = [...FIFTY, ...MORE_SEGMENTS]

export function resolvedSegments(definitions: readonly SegmentDefinition[]) {
  const resolved = resolveSegments(definitions, CATALOG)
  if (!resolved.ok) throw new Error(JSON.stringify(resolved.problems))
  return resolved.value
}

export const planOf = (definitions: readonly SegmentDefinition[], asOf = AS_OF): SegmentPlan =>
  planSegments(resolvedSegments(definitions), { asOf, currency: CURRENCY, timeZone: TIME_ZONE })

/** What all measured definitions name, so that every run reads the same tables. */
export const needs = (): FactNeeds => ({
  catalog: CATALOG,
  currency: CURRENCY,
  owners: new Map(),
  events: factNeeds(resolvedSegments(TWO_HUNDRED)).events,
})
