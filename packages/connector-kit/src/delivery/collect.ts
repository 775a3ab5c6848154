import type { Clock } from '@esplanade/core/schema'
import type { Outcome, PollResult } from '../push.ts'
import { failureOutcome } from './failure-outcome.ts'
import { pollAfterMs } from './poll-after.ts'
import { onePerRow } from './submit.ts'

/** Questions to one job before it is given up: at a few seconds each, more than an hour. */
const MAX_POLLS = 1_000

/** The code of a row whose job outlasted the caller's patience; its batch is asked after again later. */
export const JOB_PENDING = 'job-pending'

/**
 * Asks a job until it is done, or until the next question lies beyond `patienceMs`. A job that is gone or never ends leaves its rows as a lost answer
 * would: to be sent again if that is harmless, else in doubt.
 *
 * @throws ConnectorError of kind `auth`, `config` or `contract`: the job can be asked again later.
 */
export async function collect(
  question: {
    readonly rows: number
    readonly idempotent: boolean
    readonly pollAfterMs: number
    readonly patienceMs: number
  },
  world: { readonly clock: Clock; readonly signal: AbortSignal },
  poll: () => Promise<PollResult>,
): Promise<readonly Outcome[]> {
  const { rows, idempotent, patienceMs } = question
  const begun = world.clock.now()
  const patientUntil = begun + patienceMs
  const all = (outcome: Outcome) => Array.from({ length: rows }, () => outcome)
  const unknown = idempotent ? 'deferred' : 'in-doubt'
  let waitMs = question.pollAfterMs
  for (let polls = 0; polls < MAX_POLLS; polls += 1) {
    if (world.clock.now() + waitMs > patientUntil) return all(PENDING)
    if (waitMs > 0) await world.clock.sleep(waitMs, world.signal)
    try {
      const result = await poll()
      if (result.kind === 'done') return onePerRow(result.outcomes, rows)
      waitMs = result.pollAfterMs ?? pollAfterMs(world.clock.now() - begun)
    } catch (error) {
      const outcome = failureOutcome(error, idempotent)
      if (!outcome) throw error
      // The question failed, not the rows: what the job did or will do is not known.
      return all({ ...outcome, status: unknown })
    }
  }
  const message = `The job was not done after ${MAX_POLLS} questions. Pull to see what it did.`
  return all({ status: unknown, code: 'job-unfinished', message })
}

const PENDING: Outcome = {
  status: 'deferred',
  code: JOB_PENDING,
  message: 'The vendor is still at work; it is asked again later.',
}
