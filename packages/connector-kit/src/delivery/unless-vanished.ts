import { onFailure } from '../answer/on-failure.ts'
import type { FaultKind } from '../fault.ts'
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
  {
    isGone = async () => true,
    told = 'missing',
  }: {
    /** Looks, where the vendor's word may be about a row. Absent: it never is. */
    readonly isGone?: () => Promise<boolean>
    /** As what the vendor tells it. */
    readonly told?: FaultKind
  } = {},
): Promise<SendResult> {
  const outcomes = await onFailure(told, send, async error => {
    if (!(await isGone())) throw error
    const next = `The ${what} no longer exists in this account; choose another target in the sync.`
    return rows.map(() => rejected('target-missing', error.failure.message, next))
  })
  return { kind: 'answered', outcomes }
}
