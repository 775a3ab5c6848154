import type { Instant, SegmentId } from '../../schema/index.ts'
import type { FactScans } from '../../store/index.ts'
import type { PlannedValue, SegmentPlan } from '../lower/segment-plan.ts'
import type { Roster, RosterProvider } from '../plan.ts'
import { type Filled, fillColumns } from './fill-columns.ts'
import { countMask, hasContact } from './mask.ts'
import { runPredicates } from './run-predicates.ts'
import { type ValueColumn, valueColumn } from './value-column.ts'

/** Who is in which segment at one moment. */
export interface Evaluation {
  readonly asOf: Instant
  /** One past the highest contact number. */
  readonly size: number
  /** The contacts that exist, as a mask. */
  readonly living: Uint32Array
  readonly segments: ReadonlyMap<SegmentId, Membership>
  /** Aligned with the values that the plan was asked for. */
  readonly values: readonly ValueColumn[]
}

export interface Membership {
  /** Bit `contact & 31` of word `contact >> 5`. */
  readonly mask: Uint32Array
  readonly count: number
}

/**
 * Evaluates every segment of a plan for every contact: each event type is scanned once, and the
 * predicates run over the answers 32 contacts at a time. The store must have been prepared with
 * the names in the plan; `rosters` answers what no fact does, and is needed where the plan asks for it.
 * Throws `BeyondMemory` where the columns cannot but take more than `maxBytes`.
 */
export async function evaluateSegments(
  plan: SegmentPlan,
  facts: FactScans,
  rosters: RosterProvider = noRosters,
  maxBytes = Number.POSITIVE_INFINITY,
): Promise<Evaluation> {
  const filled = await fillColumns(plan, facts, rosters, maxBytes)
  return evaluationOf(plan, filled, runPredicates(plan, filled.columns, filled.living))
}

/** Names the answers of a plan: `masks` are aligned with its segments. */
export function evaluationOf(plan: SegmentPlan, filled: Filled, masks: readonly Uint32Array[]): Evaluation {
  const segments = new Map<SegmentId, Membership>()
  for (const [index, { id }] of plan.segments.entries()) {
    const mask = masks[index] as Uint32Array
    segments.set(id, { mask, count: countMask(mask) })
  }
  const values = plan.values.map(value => ofLiving(plannedColumn(value, plan, filled, masks), filled.living))
  return { asOf: plan.asOf, size: filled.size, living: filled.living, segments, values }
}

async function noRosters({ key }: Roster): Promise<never> {
  throw new Error(`The plan asks for the roster ${key}, and nobody was given to answer it.`)
}

function plannedColumn(
  value: PlannedValue,
  { currency }: SegmentPlan,
  { columns }: Filled,
  masks: readonly Uint32Array[],
): ValueColumn {
  if (value.kind === 'slot')
    return valueColumn(columns[value.slot] as Filled['columns'][0], value.type, currency)
  const mask = masks[value.segment] as Uint32Array
  return { type: 'boolean', column: null, get: contact => hasContact(mask, contact) }
}

function ofLiving({ get, ...rest }: ValueColumn, living: Uint32Array): ValueColumn {
  return { ...rest, get: contact => (hasContact(living, contact) ? get(contact) : undefined) }
}
