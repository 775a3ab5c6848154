import type { FactStore } from '../../store/index.ts'
import type { SegmentPlan } from '../lower/segment-plan.ts'
import type { RosterProvider } from '../plan.ts'
import { BeyondMemory } from './beyond-memory.ts'
import { type Evaluation, evaluateSegments, evaluationOf } from './evaluate-segments.ts'
import { contactsToMask, maskOf } from './mask.ts'

/**
 * Evaluates over columns where they may be held, and else every segment by a statement of its own, whose
 * memory the store's engine bounds. Where values beside membership are asked there is no other way than columns.
 */
export async function evaluateWithin(
  plan: SegmentPlan,
  facts: FactStore,
  rosters: RosterProvider,
  maxBytes: number,
): Promise<Evaluation> {
  if (facts.statements === undefined || plan.values.length > 0) return evaluateSegments(plan, facts, rosters)
  try {
    return await evaluateSegments(plan, facts, rosters, maxBytes)
  } catch (error) {
    if (error instanceof BeyondMemory) return evaluateByStatements(plan, facts, rosters)
    throw error
  }
}

/** Holds nothing but masks. Throws `RangeError` for a store that evaluates no statements. */
export async function evaluateByStatements(
  plan: SegmentPlan,
  { statements, attributes }: Pick<FactStore, 'statements' | 'attributes'>,
  rosters: RosterProvider,
): Promise<Evaluation> {
  if (statements === undefined) {
    throw new RangeError('This store evaluates no statements: allow more memory by maxStateBytes.')
  }
  const { size, living: alive } = await attributes([])
  const living = maskOf(alive)
  const masks: Uint32Array[] = []
  for (const { id } of plan.segments) {
    masks.push(contactsToMask(await statements.members(plan, id, rosters), living.length * 32))
  }
  return evaluationOf(plan, { size, living, columns: [] }, masks)
}
