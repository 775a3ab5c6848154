import { type ConnectionId, days, type Instant } from '@esplanade/core/schema'
import type { BatchStore } from '@esplanade/core/store'
import type { PlannedRow } from './planned.ts'
import type { DraftPush } from './target-plan.ts'

/** A vendor's answer to the very same row is asked for again after this long: its rules change too. */
const ASKED_AGAIN_AFTER_MS = days(7)

/** Which rows of a target a vendor refused a short while ago, unchanged since. */
export type IsWaiting = (push: DraftPush, planned: PlannedRow) => boolean

/**
 * A refused row is not sent again as long as it would be the very same: the vendor's answer would be,
 * too. It stays in the dead letter, and any change of its values makes it a new row. Nothing that
 * keeps somebody from being mailed ever waits, and a target that has to be made anew knows no refusals.
 */
export async function waitingRows(
  state: BatchStore,
  connection: ConnectionId,
  now: Instant,
): Promise<IsWaiting> {
  const letters = (await state.deadLetters(connection)).filter(({ at }) => now - at < ASKED_AGAIN_AFTER_MS)
  const waiting = new Set(
    letters.map(({ target, row }) => `${target.container}\u0000${target.target}\u0000${row}`),
  )
  return ({ key, operation, create }, { row }) => {
    if (waiting.size === 0 || operation === 'optOut' || create !== null) return false
    if ('action' in row && row.action === 'remove') return false
    return waiting.has(`${key.container}\u0000${key.target}\u0000${JSON.stringify(row)}`)
  }
}
