import type { ConnectionId } from '@esplanade/core/schema'
import type { BatchStore, TargetKey } from '@esplanade/core/store'
import type { Row } from './planned.ts'

/** Rows that a vendor refused and that nobody has changed since. */
export interface WaitingRows {
  has(target: TargetKey, row: Row): boolean
}

/**
 * A refused row is not sent again as long as it would be the very same: the vendor's answer would
 * be, too. It stays in the dead letter, and any change of its values makes it a new row.
 */
export async function waitingRows(state: BatchStore, connection: ConnectionId): Promise<WaitingRows> {
  const letters = await state.deadLetters(connection)
  const waiting = new Set(letters.map(letter => keyOf(letter.target, letter.row)))
  return { has: (target, row) => waiting.size > 0 && waiting.has(keyOf(target, JSON.stringify(row))) }
}

const keyOf = (target: TargetKey, row: string): string =>
  `${target.container}\u0000${target.target}\u0000${row}`
