import { isoInstant } from '@esplanade/core/schema'
import type { RemovedRows, StoredErasure } from '@esplanade/core/store'
import type { ErasureReceipt, VendorErasure, VendorErasureState } from './results.ts'

type Kept = Pick<ErasureReceipt, 'removed' | 'vendors' | 'unread'>

/** What a receipt says, as it is stored beside the erasure's own columns. */
export const receiptText = ({ removed, vendors, unread }: Kept): string =>
  JSON.stringify({ removed, vendors, unread } satisfies Kept)

export function receiptOf({ id, contactNo, askedAt, endedAt, receipt }: StoredErasure): ErasureReceipt {
  return {
    id,
    contact: contactNo,
    askedAt: isoInstant(askedAt),
    endedAt: endedAt === null ? null : isoInstant(endedAt),
    ...(JSON.parse(receipt) as Kept),
  }
}

/** States in which nothing more will happen by itself. */
const SETTLED: ReadonlySet<VendorErasureState> = new Set([
  'confirmed',
  'accepted',
  'in-doubt',
  'by-hand',
  'closed',
])

export const isOver = ({ removed, vendors }: Kept): boolean =>
  removed !== null && vendors.every(({ state }) => SETTLED.has(state))

export const isSettled = ({ state }: Pick<VendorErasure, 'state'>): boolean => SETTLED.has(state)

/** Rows of facts and state together. */
export function removedOf(
  contact: StoredErasure['contactNo'],
  ...parts: readonly RemovedRows[]
): Record<string, number> {
  const total: Record<string, number> = {}
  for (const part of parts) {
    for (const [kind, rows] of Object.entries(part.get(contact) ?? {}))
      total[kind] = (total[kind] ?? 0) + rows
  }
  return total
}
