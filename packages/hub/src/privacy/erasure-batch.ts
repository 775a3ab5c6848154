import type { EraseRow, OperationTarget } from '@esplanade/connector-kit'
import type { ConnectionId } from '@esplanade/core/schema'
import type { BatchRecord, BatchStore } from '@esplanade/core/store'

/** The target by which batches of erasures are told from those of pushes. */
export const ERASURE = 'erase'

/** What a batch of erasures keeps until it is over: all that is left of the people meanwhile. */
export interface ErasureBatch {
  readonly rows: readonly EraseRow[]
  readonly target: OperationTarget
  /** Which place of which erasure each row is. */
  readonly places: readonly { readonly erasure: string; readonly index: number }[]
}

export const isErasure = ({ target }: Pick<BatchRecord, 'target'>): boolean => target.target === ERASURE

export const readErasureBatch = ({ rows }: Pick<BatchRecord, 'rows'>): ErasureBatch => JSON.parse(rows)

/** Erasures that are still to be asked for, or that a vendor works on. */
export const openErasures = async (state: BatchStore, connection: ConnectionId): Promise<BatchRecord[]> =>
  (await state.openBatches(connection)).filter(isErasure)
