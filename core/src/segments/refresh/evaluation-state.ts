import type { Instant } from '../../schema/index.ts'
import type { FactScans } from '../../store/index.ts'
import type { Column } from '../evaluate/column.ts'
import { type Evaluation, evaluationOf } from '../evaluate/evaluate-segments.ts'
import { fillColumns } from '../evaluate/fill-columns.ts'
import { runPredicates } from '../evaluate/run-predicates.ts'
import type { SegmentPlan } from '../lower/segment-plan.ts'
import type { RosterProvider } from '../plan.ts'
import { type TrackedPlan, trackPlan } from './tracked-plan.ts'

/** What is evaluated again and again. */
export interface EvaluationSubject {
  /** Plans the same definitions for a moment. */
  readonly planAt: (asOf: Instant) => SegmentPlan
  /** Answers what no fact does. */
  readonly rosters: RosterProvider
  /** Equal texts stand for equal definitions, catalog, currency, owners and time zone. */
  readonly fingerprint: string
}

/**
 * Everything known after an evaluation, as of a moment and of all changes up to `watermark`. A refresh
 * changes it in place and hands it on; who called it may not use the old one again.
 */
export interface EvaluationState {
  readonly fingerprint: string
  readonly plan: TrackedPlan
  readonly watermark: number
  /** One past the highest contact number. */
  readonly size: number
  readonly living: Uint32Array
  /** By slot. Those made of others are absent after a restart. */
  readonly columns: (Column | undefined)[]
  /** By segment; absent after a restart. */
  readonly masks: readonly Uint32Array[] | undefined
  /** The highest contact number that had events, of numbers that the columns have no room for. */
  readonly beyond: number
}

/**
 * Evaluates everything. The store may not change meanwhile; `watermark` is that of the facts read. Throws
 * `BeyondMemory` where the columns cannot but take more than `maxBytes`.
 */
export async function startState(
  { planAt, rosters, fingerprint }: EvaluationSubject,
  asOf: Instant,
  watermark: number,
  facts: FactScans,
  maxBytes = Number.POSITIVE_INFINITY,
): Promise<EvaluationState> {
  const plan = trackPlan(planAt(asOf))
  let highest = 0
  const filled = await fillColumns(
    plan,
    watching(facts, contacts => {
      for (const contact of contacts) if (contact > highest) highest = contact
    }),
    rosters,
    maxBytes,
  )
  const { size, living } = filled
  const masks = runPredicates(plan, filled.columns, living)
  const beyond = highest < living.length * 32 ? 0 : highest
  return { fingerprint, plan, watermark, size, living, columns: [...filled.columns], masks, beyond }
}

/** Who is in which segment. Shares its masks with the state, so it is read before the next refresh. */
export function evaluationFrom({ plan, size, living, columns, masks }: EvaluationState): Evaluation {
  if (masks === undefined || columns.includes(undefined)) {
    throw new Error('A state that was just loaded has to be refreshed before it answers.')
  }
  return evaluationOf(plan, { size, living, columns: columns as Column[] }, masks)
}

/** Bytes that the arrays of a state take. */
export function bytesIn({ living, columns, masks = [] }: EvaluationState): number {
  const arrays = columns.flatMap(column =>
    column === undefined ? [] : [column.kind === 'number' ? column.values : column.codes],
  )
  // The same column may stand in several slots.
  return [...new Set([living, ...masks, ...arrays])].reduce((sum, { byteLength }) => sum + byteLength, 0)
}

/** Scans that also show the contacts they answer about. */
function watching(facts: FactScans, see: (contacts: Uint32Array) => void): FactScans {
  async function* watched<Chunk extends { readonly contactNo: Uint32Array }>(chunks: AsyncIterable<Chunk>) {
    for await (const chunk of chunks) {
      see(chunk.contactNo)
      yield chunk
    }
  }
  return {
    scan: request => watched(facts.scan(request)),
    countKeys: request => watched(facts.countKeys(request)),
    timeline: request => watched(facts.timeline(request)),
    attributes: names => facts.attributes(names),
  }
}
