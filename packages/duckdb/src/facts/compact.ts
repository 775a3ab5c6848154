import type { CompactReport } from '@esplanade/core/store'
import type { Session } from '../engine/session.ts'
import { eventTypes } from './event-types.ts'
import { hotTable } from './hot-table.ts'
import { tailOf, writeOrdered } from './ordered-table.ts'

/**
 * Rows that arrived since a table was written in order, before it is worth writing anew: at least so
 * many, and at least this part of all rows. So a table that grows is rewritten ever more rarely, and all
 * rewriting together costs a constant number of writes for each row.
 */
const LEAST_TAIL = 1_000_000
const LEAST_TAIL_SHARE = 0.25

/**
 * Writes hot tables anew in the order that scans read fastest, with contacts as merged as they are now.
 * `seq` stays with its row, and the log, which has every row as it was told, is not touched.
 */
export async function compact(
  session: Session,
  { force }: { readonly force: boolean },
): Promise<CompactReport> {
  let [tables, written] = [0, 0]
  for (const type of (await eventTypes(session)).values()) {
    if (!type.hot) continue
    const { tail, rows } = await tailOf(session, type)
    const due = tail >= LEAST_TAIL && tail >= rows * LEAST_TAIL_SHARE
    if (!force && !due) continue
    written += await writeOrdered(session, type, hotTable(type))
    tables++
  }
  return { tables, rows: written }
}
