import type { StoredErasure } from '@esplanade/core/store'
import type { HubContext } from '../context.ts'
import { RequestError } from '../request-error.ts'
import { openErasures, readErasureBatch } from './erasure-batch.ts'
import { isSettled, receiptOf, receiptText } from './receipt.ts'
import type { ErasureReceipt } from './results.ts'
import { MOST_ERASURES } from './stored-receipts.ts'

/** Ends an erasure by a person's word: what a vendor did not confirm is noted as closed, and asked no more. */
export async function closeErasure(hub: HubContext, id: string): Promise<ErasureReceipt> {
  const { state } = hub.store
  return hub.store.atomically(async () => {
    const open = await state.erasures({ open: true, limit: MOST_ERASURES })
    const erasure = open.find(each => each.id === id)
    if (erasure === undefined)
      throw new RequestError(`No erasure "${id}" is under way; "esplanade erase --status" lists them.`)
    const receipt = receiptOf(erasure)
    const vendors = receipt.vendors.map(vendor =>
      isSettled(vendor) ? vendor : { ...vendor, state: 'closed' as const, next: null },
    )
    const closed: StoredErasure = {
      ...erasure,
      endedAt: hub.clock.now(),
      receipt: receiptText({ ...receipt, vendors }),
    }
    await state.saveErasures([closed])
    for (const { id: connection } of hub.connections.values()) {
      for (const record of await openErasures(state, connection)) {
        const { rows, target, places } = readErasureBatch(record)
        const left = places.flatMap((place, at) => (place.erasure === id ? [] : [at]))
        if (left.length === places.length) continue
        // A job's rows are told of in its order: such a batch stays whole, and what it says of this one is heard no more.
        if (left.length > 0 && record.job !== null) continue
        const kept = { rows: left.map(at => rows[at]), target, places: left.map(at => places[at]) }
        const after = { ...record, rows: JSON.stringify(kept) }
        await state.saveBatches([left.length === 0 ? { ...record, state: 'done' } : after])
      }
    }
    return receiptOf(closed)
  })
}
