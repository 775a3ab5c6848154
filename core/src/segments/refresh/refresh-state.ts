import type { Instant } from '../../schema/index.ts'
import type { FactStore } from '../../store/index.ts'
import { applyChanges } from './apply-changes.ts'
import { decideAgain, deriveAgain } from './decide-again.ts'
import type { EvaluationState, EvaluationSubject } from './evaluation-state.ts'
import { pairPlans } from './pair-plans.ts'
import { noteCorrections, noteDue, readAgain, readAnew, readProfiles } from './read-again.ts'
import { trackPlan } from './tracked-plan.ts'
import { beginWork } from './work.ts'

/** A state brought up to date, or why it cannot be. */
export type Refreshed =
  | { readonly state: EvaluationState; readonly touched: number; readonly readAgain: number }
  | { readonly state: null; readonly reason: string }

/** Beyond this share of all changes, or of all contacts, everything is read faster than the difference. */
const MOST_OF_ALL = 0.25
/** Below this number nothing is worth that question. */
const FEW = 1_000

/**
 * Brings a state to a later moment and to all that was stored since, to the very bits that a full
 * evaluation at that moment gives. The state is used up, whatever becomes of it; the store may not
 * change meanwhile.
 */
export async function refreshState(
  state: EvaluationState,
  { planAt, rosters, fingerprint }: EvaluationSubject,
  asOf: Instant,
  facts: FactStore,
): Promise<Refreshed> {
  const { changes } = facts
  if (changes === undefined) return refused('the store does not tell what changed')
  if (fingerprint !== state.fingerprint) return refused('definitions, catalog or settings changed')
  const pair = pairPlans(state.plan, trackPlan(planAt(asOf)))
  if (pair === undefined) return refused('windows that were one are two now, or the other way round')
  const watermark = await changes.watermark()
  if (isMost(watermark - state.watermark, watermark)) return refused('much of what is stored is new')
  const changed = await changes.changedContacts(state.watermark)
  if (changed.everybody) return refused('the catalog, the currency or an owner of attributes changed')
  const contacts = new Set(changed.events.flatMap(({ contacts: some }) => [...some]))
  if (isMost(Math.max(contacts.size, changed.profiles.length), changed.size))
    return refused('most contacts changed')

  const work = beginWork(state, pair, changed.size)
  noteCorrections(work, changed)
  if (work.capacity > state.living.length * 32 && state.beyond > 0) {
    // Events of these were met before there was room for them.
    noteCorrections(work, {
      events: [{ type: null, contacts: between(state.living.length * 32, state.beyond) }],
    })
    if (state.beyond < work.capacity) work.beyond = 0
  }
  await readProfiles(work, changes, changed.profiles)
  await applyChanges(work, changes, state.watermark)
  noteDue(work)
  const again = await readAgain(work, changes)
  await readAnew(work, facts, rosters)
  deriveAgain(work)
  const masks = decideAgain(work)
  return {
    state: {
      fingerprint,
      plan: pair.now,
      watermark,
      size: changed.size,
      living: work.living,
      columns: work.writer.columns,
      masks,
      beyond: work.beyond,
    },
    touched: work.touched.size,
    readAgain: again,
  }
}

const refused = (reason: string) => ({ state: null, reason })

const isMost = (part: number, whole: number): boolean => part > FEW && part > MOST_OF_ALL * whole

const between = (from: number, to: number): Uint32Array =>
  Uint32Array.from({ length: Math.max(0, to + 1 - from) }, (_, index) => from + index)
