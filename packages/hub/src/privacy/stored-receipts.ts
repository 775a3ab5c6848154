import type { StateStore } from '@esplanade/core/store'
import { receiptOf } from './receipt.ts'
import type { ErasureReceipt } from './results.ts'

/** Erasures looked through; far more than one request asks for. */
export const MOST_ERASURES = 200_000

/** The receipts of these erasures as they stand, by contact number. */
export async function receiptsOf(state: StateStore, wanted: ReadonlySet<string>): Promise<ErasureReceipt[]> {
  const erasures = await state.erasures({ open: false, limit: MOST_ERASURES })
  return erasures
    .filter(({ id }) => wanted.has(id))
    .map(receiptOf)
    .toSorted((a, b) => a.contact - b.contact)
}
