import type { HubContext } from '../context.ts'
import { askVendors } from './ask-vendors.ts'
import { receiptOf } from './receipt.ts'
import type { ErasureStatus } from './results.ts'

/** Erasures that a status shows. */
const SHOWN = 100

/** Goes on with what is under way, and tells of the latest erasures, those under way first. */
export async function erasureStatus(hub: HubContext, signal: AbortSignal): Promise<ErasureStatus> {
  const { state } = hub.store
  const errors = await askVendors(hub, [...hub.connections.values()], signal)
  const open = await state.erasures({ open: true, limit: SHOWN })
  const latest = await state.erasures({ open: false, limit: SHOWN })
  const over = latest.filter(({ endedAt }) => endedAt !== null)
  return { receipts: [...open, ...over].slice(0, SHOWN).map(receiptOf), errors }
}
