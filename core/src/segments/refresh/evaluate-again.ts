import type { Instant } from '../../schema/index.ts'
import type { FactChanges, FactStore } from '../../store/index.ts'
import { BeyondMemory } from '../evaluate/beyond-memory.ts'
import type { Evaluation } from '../evaluate/evaluate-segments.ts'
import { evaluateByStatements, evaluateWithin } from '../evaluate/evaluate-within.ts'
import {
  bytesIn,
  type EvaluationState,
  type EvaluationSubject,
  evaluationFrom,
  startState,
} from './evaluation-state.ts'
import { type Refreshed, refreshState } from './refresh-state.ts'
import { readSnapshot, snapshotParts } from './snapshot.ts'

/** What one evaluation leaves for the next of the same process. Empty at first. */
export interface EvaluationMemory {
  kept: { readonly state: EvaluationState; readonly saved: Saved } | null
}

/** The last snapshot that was saved. */
interface Saved {
  readonly asOf: Instant
  readonly watermark: number
}

export interface EvaluateAgain {
  readonly subject: EvaluationSubject
  readonly now: Instant
  /** True evaluates everything, whatever is known. */
  readonly full: boolean
  /** No state is kept that takes more bytes, and where columns cannot but take more, none are filled. */
  readonly maxStateBytes: number
  /** Milliseconds since whenever. */
  readonly timer: () => number
}

export interface EvaluatedAgain {
  readonly evaluation: Evaluation
  readonly mode: 'full' | 'incremental'
  /** Why it was full; null for an incremental one. */
  readonly reason: string | null
  /** Contacts that were decided anew; null for all. */
  readonly touched: number | null
  /** Milliseconds of reading the state back, of evaluating, and of keeping the state. */
  readonly phases: { readonly load: number; readonly evaluate: number; readonly save: number }
}

/** A snapshot is written anew when this part of all changes came after it, */
const STALE_SHARE = 0.02
/** or when windows moved on for so long: what either costs a new process to catch up with. */
const STALE_MS = 86_400_000

/**
 * Evaluates by difference where that is possible, and says where not. The moment is `now`, or that of the
 * evaluation before where the clock was set back. Writes the snapshot that the next process starts from,
 * which is exact however old it is. Call it inside one `atomically`; `memory` is for that store alone.
 */
export async function evaluateAgain(
  memory: EvaluationMemory,
  request: EvaluateAgain,
  facts: FactStore,
): Promise<EvaluatedAgain> {
  const { changes } = facts
  if (changes === undefined) return evaluateAfresh(request, facts)
  const { subject, now, full, maxStateBytes, timer } = request
  const begun = timer()
  const known: Recalled = full ? NOT_ASKED : (memory.kept ?? (await recall(changes, subject)))
  // A state is used up by what follows; should that fail, the next evaluation begins with the snapshot.
  memory.kept = null
  const loaded = timer()
  const asOf = Math.max(now, known.state?.plan.asOf ?? now) as Instant
  const refreshed: Refreshed = known.state ? await refreshState(known.state, subject, asOf, facts) : known
  const watermark = refreshed.state?.watermark ?? (await changes.watermark())
  const state =
    refreshed.state ??
    (await startState(subject, asOf, watermark, facts, maxStateBytes).catch(whereBeyondMemory))
  if (state instanceof BeyondMemory) {
    await changes.saveSnapshot([], watermark)
    const evaluation = await evaluateByStatements(subject.planAt(asOf), facts, subject.rosters)
    const reason = `${state.message}, so each segment was evaluated by a statement of its own`
    const phases = { load: loaded - begun, evaluate: timer() - loaded, save: 0 }
    return { evaluation, mode: 'full', reason, touched: null, phases }
  }
  const evaluation = evaluationFrom(state)
  const evaluated = timer()
  const bytes = bytesIn(state)
  if (bytes <= maxStateBytes) {
    const before = known.state !== null && refreshed.state !== null ? known.saved : null
    memory.kept = { state, saved: await save(changes, state, before) }
  } else await changes.saveSnapshot([], state.watermark)
  const tooLarge = `the state takes ${bytes} bytes, and maxStateBytes allows ${maxStateBytes}`
  return {
    evaluation,
    ...(refreshed.state
      ? { mode: 'incremental', reason: null, touched: refreshed.touched }
      : { mode: 'full', reason: bytes > maxStateBytes ? tooLarge : refreshed.reason, touched: null }),
    phases: { load: loaded - begun, evaluate: evaluated - loaded, save: timer() - evaluated },
  }
}

function whereBeyondMemory(error: unknown): BeyondMemory {
  if (error instanceof BeyondMemory) return error
  throw error
}

async function evaluateAfresh(
  { subject, now, maxStateBytes, timer }: EvaluateAgain,
  facts: FactStore,
): Promise<EvaluatedAgain> {
  const begun = timer()
  const evaluation = await evaluateWithin(subject.planAt(now), facts, subject.rosters, maxStateBytes)
  const phases = { load: 0, evaluate: timer() - begun, save: 0 }
  return { evaluation, mode: 'full', reason: 'the store does not tell what changed', touched: null, phases }
}

type Recalled =
  | { readonly state: EvaluationState; readonly saved: Saved }
  | { readonly state: null; readonly reason: string }

const NOT_ASKED = { state: null, reason: 'a full evaluation was asked for' } as const

async function recall(changes: FactChanges, subject: EvaluationSubject): Promise<Recalled> {
  const read = await readSnapshot(changes.snapshot(), subject)
  return read.state === null ? read : { state: read.state, saved: savedAs(read.state) }
}

/** Writes a snapshot where there is none that a new process would soon have caught up with. */
async function save(changes: FactChanges, state: EvaluationState, before: Saved | null): Promise<Saved> {
  const { plan, watermark } = state
  const isFresh =
    before !== null &&
    plan.asOf - before.asOf < STALE_MS &&
    watermark - before.watermark <= STALE_SHARE * watermark
  if (isFresh) return before
  await changes.saveSnapshot(snapshotParts(state), watermark)
  return savedAs(state)
}

const savedAs = ({ plan, watermark }: EvaluationState): Saved => ({ asOf: plan.asOf, watermark })
