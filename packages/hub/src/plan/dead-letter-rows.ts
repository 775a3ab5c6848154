import { type ConnectionId, days, type Instant, isoInstant } from '@esplanade/core/schema'
import type { BatchStore, DeadLetter, TargetKey } from '@esplanade/core/store'
import { isEvents } from './event-targets.ts'
import { lowersConsent } from './opt-out-plan.ts'
import type { PlannedRow, Row } from './planned.ts'
import { rowKey } from './row-key.ts'
import type { DraftPush } from './target-plan.ts'

/** A vendor's answer to the very same row is asked for again after this long: its rules change too. */
const ASKED_AGAIN_AFTER_MS = days(7)

/** The code of a letter whose row may have arrived. */
export const IN_DOUBT = 'in-doubt'

/** What the dead letters of a connection mean for its next plan. */
export interface DeadLetterRows {
  /** Whether a vendor refused the row a short while ago, unchanged since. */
  isWaiting(push: DraftPush, planned: PlannedRow): boolean
  /** Whether the member's last row for the target was refused, whatever it said. */
  wasRefused(push: DraftPush, planned: PlannedRow): boolean
  /** The rows of a target's letters as they were sent, but for those of which nobody knows whether they arrived. */
  rowsOf(push: Pick<DraftPush, 'key'>): readonly PlannedRow[]
  /** Letters of rows that are in none of these plans: the value went back, or the target is managed no longer. */
  moot(pushes: readonly Pick<DraftPush, 'key' | 'rows'>[]): readonly DeadLetter[]
}

/**
 * A refused row is not sent again as long as it would be the very same: the vendor's answer would be,
 * too. It stays in the dead letter, and any change of its values makes it a new row. Nothing that
 * keeps somebody from being mailed ever waits, and a target that has to be made anew knows no refusals.
 */
export async function deadLetterRows(
  state: BatchStore,
  connection: ConnectionId,
  now: Instant,
): Promise<DeadLetterRows> {
  const letters = await state.deadLetters(connection)
  const recent = letters.filter(({ at }) => now - at < ASKED_AGAIN_AFTER_MS)
  const waiting = new Set(recent.map(({ target, row }) => keyOf(target, row)))
  const refused = new Set(letters.map(({ target, remoteId }) => keyOf(target, remoteId)))
  return {
    isWaiting({ key, operation, create }, { row }) {
      if (waiting.size === 0 || lowersConsent(operation) || create !== null) return false
      if ('action' in row && row.action === 'remove') return false
      return waiting.has(keyOf(key, JSON.stringify(row)))
    },
    wasRefused: ({ key }, { row }) => refused.has(keyOf(key, rowKey(row))),
    rowsOf: ({ key }) =>
      letters
        .filter(({ target, code }) => keyOf(target, '') === keyOf(key, '') && code !== IN_DOUBT)
        .map(({ row, at }) => ({ row: JSON.parse(row) as Row, sent: isoInstant(at), settled: null })),
    moot(pushes) {
      const wanted = new Set(
        pushes.flatMap(({ key, rows }) => rows.map(({ row }) => keyOf(key, rowKey(row)))),
      )
      // What happened stays true, so a letter of an event is never moot while its target is managed.
      const told = new Set(pushes.filter(({ key }) => isEvents(key)).map(({ key }) => keyOf(key, '')))
      return letters.filter(
        ({ target, remoteId }) => !wanted.has(keyOf(target, remoteId)) && !told.has(keyOf(target, '')),
      )
    },
  }
}

const keyOf = ({ container, target }: TargetKey, what: string): string =>
  `${container}\u0000${target}\u0000${what}`
