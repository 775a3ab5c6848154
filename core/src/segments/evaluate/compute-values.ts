import type { Catalog, Instant } from '../../schema/index.ts'
import type { FactStore } from '../../store/index.ts'
import { DefinitionError } from '../definition/problem.ts'
import type { ValueExpression } from '../definition/value-expression.ts'
import { planSegments } from '../lower/plan-segments.ts'
import type { RosterProvider } from '../plan.ts'
import { resolveExpressions } from '../resolve/resolve-expressions.ts'
import type { ResolvedSegment } from '../resolve/resolved.ts'
import { evaluateSegments } from './evaluate-segments.ts'
import type { ValueColumn } from './value-column.ts'

export interface ComputeOptions {
  readonly asOf: Instant
  readonly currency: string
  /** IANA; what words of the calendar mean. */
  readonly timeZone: string
  /** Answers what expressions over segments ask beyond facts. */
  readonly rosters?: RosterProvider
  /** The segments that expressions may name, in dependency order. */
  readonly segments?: readonly ResolvedSegment[]
}

/**
 * Computes a column of values for each expression, aligned with them. To compute values and
 * membership over the same scans, give `planSegments` the resolved expressions instead. Throws
 * `DefinitionError` for unknown names.
 */
export async function computeValues(
  expressions: readonly ValueExpression[],
  catalog: Catalog,
  { asOf, currency, timeZone, segments = [], rosters }: ComputeOptions,
  facts: FactStore,
): Promise<readonly ValueColumn[]> {
  const resolved = resolveExpressions(expressions, catalog, segments)
  if (!resolved.ok) throw new DefinitionError(resolved.problems)
  const plan = planSegments(segments, { asOf, currency, timeZone, values: resolved.value })
  const { values } = await evaluateSegments(plan, facts, rosters)
  return values
}
