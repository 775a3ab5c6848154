import type { Connection } from '../connection.ts'
import type { HubContext } from '../context.ts'
import { sideBySide } from '../side-by-side.ts'
import { askVendor } from './ask-vendor.ts'
import { eraseHere } from './erase-here.ts'
import { openErasures } from './erasure-batch.ts'
import { receiptOf } from './receipt.ts'
import type { EraseResult } from './results.ts'
import { MOST_ERASURES } from './stored-receipts.ts'

/**
 * Goes on with every erasure that is under way: removes who is still here because a process died, asks
 * vendors that were not asked yet, and asks after what they work on. A vendor that can't be reached keeps
 * its batches for the next time, and stops no other.
 */
export async function askVendors(
  hub: HubContext,
  connections: readonly Connection[],
  signal: AbortSignal,
): Promise<EraseResult['errors']> {
  await finishHere(hub)
  const answers = await sideBySide(connections, async connection => {
    const open = await openErasures(hub.store.state, connection.id)
    if (open.length === 0) return []
    try {
      await askVendor(hub, connection, open, signal)
      return []
    } catch (failure) {
      if (signal.aborted) throw failure
      return [{ connection: connection.id as string, error: hub.explain(failure) }]
    }
  })
  return answers.flat()
}

/** People whom a killed process had not removed: only a store of two engines leaves any. */
async function finishHere(hub: HubContext): Promise<void> {
  const open = await hub.store.state.erasures({ open: true, limit: MOST_ERASURES })
  const begun = open.filter(erasure => receiptOf(erasure).removed === null)
  if (begun.length === 0) return
  hub.memory.kept = null
  await hub.store.atomically(() => eraseHere(hub, begun))
}
