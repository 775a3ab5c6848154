import { onFailure } from '../answer/on-failure.ts'
import { rejected } from '../outcome.ts'
import type { Outcome, SendResult } from '../push.ts'

/**
 * Sends, and tells every row when what they are for is gone: the kit would else look for a single row that
 * is to blame, request by request. `what` names it for people.
 */
export async function unlessVanished(
  rows: readonly unknown[],
  what: string,
  send: Promise<readonly Outcome[]>,
  /** Looks, where the vendor's "missing" may be about a row. Absent: it never is. */
  isGone: () => Promise<boolean> = async () => true,
): Promise<SendResult> {
  const outcomes = await onFailure('missing', send, async error => {
    if (!(await isGone())) throw error
    const message = `${error.failure.message} The ${what} no longer exists in this account; choose another target in the sync.`
    return rows.map(() => rejected('target-missing', message))
  })
  return { kind: 'answered', outcomes }
}
