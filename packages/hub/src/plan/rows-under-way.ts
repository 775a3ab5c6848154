import type { ConnectionId } from '@esplanade/core/schema'
import type { BatchRecord, BatchStore } from '@esplanade/core/store'
import type { Row } from './planned.ts'
import { rowKey } from './row-key.ts'
import type { DraftPush } from './target-plan.ts'

/** Whether the vendor has the batch and works on it by a job of its own. */
export const isAtVendor = ({ state }: BatchRecord): boolean => state === 'submitted' || state === 'pending'

/** Which rows of a target stand in a batch that a vendor's job still works on. */
export type IsUnderWay = (push: Pick<DraftPush, 'key'>, row: Row) => boolean

/**
 * What is under way is not planned, whatever is wanted by now: the same row would be sent twice, and
 * another one could overtake it. It is planned anew once the job has told what became of it.
 */
export async function rowsUnderWay(state: BatchStore, connection: ConnectionId): Promise<IsUnderWay> {
  const open = (await state.openBatches(connection)).filter(isAtVendor)
  const members = new Map<string, Set<string>>()
  for (const { target, rows: text } of open) {
    const key = `${target.container}\u0000${target.target}`
    const { rows } = JSON.parse(text) as { rows: readonly Row[] }
    members.set(key, new Set([...(members.get(key) ?? []), ...rows.map(rowKey)]))
  }
  return ({ key }, row) => members.get(`${key.container}\u0000${key.target}`)?.has(rowKey(row)) ?? false
}
