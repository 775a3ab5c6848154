import type { Session } from '../engine/session.ts'
import type { EventPage } from './event-page.ts'
import { findRepeats } from './find-repeats.ts'
import { tellings } from './tellings.ts'

/**
 * The rows of a page that may say anything new. Of an event that never changes that is its first telling,
 * in the page and before it; of others the last of the page, whatever is stored.
 */
export async function newRows(session: Session, page: EventPage): Promise<NewRows> {
  const { types, typeNo, eventId, retracted } = page
  const changes = new Uint8Array(Math.max(...types.map(({ no }) => no)) + 1)
  for (const { no, correctable } of types) changes[no] = correctable ? 1 : 0
  const counts = tellings(typeNo, eventId, no => changes[no] === 1)
  const unchanging = rowsWhere(
    counts.length,
    row => counts[row] === 1 && retracted[row] === 0 && changes[typeNo[row] as number] === 0,
  )
  const repeats = await findRepeats(session, page, unchanging)
  for (const row of repeats) counts[row] = 0
  const rows = rowsWhere(
    counts.length,
    row => counts[row] === 1 && (retracted[row] === 0 || changes[typeNo[row] as number] === 1),
  )
  return { rows, unchanging: unchanging.length - repeats.length }
}

export interface NewRows {
  readonly rows: Uint32Array
  /** How many of them are of types whose events never change. */
  readonly unchanging: number
}

function rowsWhere(length: number, holds: (row: number) => boolean): Uint32Array {
  const rows = new Uint32Array(length)
  let count = 0
  for (let row = 0; row < length; row++) if (holds(row)) rows[count++] = row
  return rows.subarray(0, count)
}
