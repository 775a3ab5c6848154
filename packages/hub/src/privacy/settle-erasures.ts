import { maskAddresses, type Outcome } from '@esplanade/connector-kit'
import { isoInstant } from '@esplanade/core/schema'
import type { BatchRecord, StoredErasure } from '@esplanade/core/store'
import type { HubContext } from '../context.ts'
import { type ErasureBatch, readErasureBatch } from './erasure-batch.ts'
import { isOver, isSettled, receiptOf, receiptText } from './receipt.ts'
import type { VendorErasure } from './results.ts'
import { MOST_ERASURES } from './stored-receipts.ts'

/**
 * Writes what a vendor said into the receipts, together with the batch: rows that are over leave it, those
 * that were refused or deferred stay for the next time. With `pending` the vendor still works on all of it.
 */
export async function settleErasures(
  hub: HubContext,
  record: BatchRecord,
  outcomes: readonly Outcome[],
  pending?: 'pending',
): Promise<void> {
  const { state } = hub.store
  const batch = readErasureBatch(record)
  const now = isoInstant(hub.clock.now())
  const told = batch.rows.map((row, at): Partial<VendorErasure> => {
    const said = pending ? UNDER_WAY : toldOf(outcomes[at] as Outcome, now, hub)
    return { ...said, words: withoutPerson(said.words ?? null, row) }
  })
  const left = batch.rows.flatMap((_, at) => (isSettled(told[at] as VendorErasure) ? [] : [at]))
  await hub.store.atomically(async () => {
    const open = new Map(
      (await state.erasures({ open: true, limit: MOST_ERASURES })).map(erasure => [erasure.id, erasure]),
    )
    const changed = new Map<string, StoredErasure>()
    for (const [at, { erasure: id, index }] of batch.places.entries()) {
      const erasure = changed.get(id) ?? open.get(id)
      if (erasure === undefined) continue
      const receipt = receiptOf(erasure)
      const vendors = receipt.vendors.map((vendor, place) =>
        place === index ? { ...vendor, askedAt: vendor.askedAt ?? now, ...told[at] } : vendor,
      )
      const after = { ...receipt, vendors }
      changed.set(id, {
        ...erasure,
        receipt: receiptText(after),
        endedAt: isOver(after) ? hub.clock.now() : null,
      })
    }
    await state.saveErasures([...changed.values()])
    await state.saveBatches([after(record, batch, left, pending)])
  })
}

function after(
  record: BatchRecord,
  { rows, target, places }: ErasureBatch,
  left: readonly number[],
  pending: 'pending' | undefined,
): BatchRecord {
  if (pending) return { ...record, state: 'pending' }
  if (left.length === 0) return { ...record, state: 'done' }
  const kept = {
    rows: left.map(at => rows[at]),
    target,
    places: left.map(at => places[at]),
  } as ErasureBatch
  return { ...record, state: 'planned', rows: JSON.stringify(kept), job: null }
}

type Told = Pick<VendorErasure, 'state' | 'words' | 'next'> & Partial<Pick<VendorErasure, 'confirmedAt'>>

const UNDER_WAY: Told = { state: 'asked', words: null, next: null }

function toldOf({ status, message }: Outcome, now: string, hub: HubContext): Told {
  const words = message === undefined ? null : hub.explain(message)
  switch (status) {
    case 'applied':
    case 'unchanged':
      return { state: 'confirmed', confirmedAt: now, words, next: null }
    case 'accepted':
      return { state: 'accepted', words, next: 'The vendor confirms nothing; look in the account.' }
    case 'deferred':
      return { state: 'waiting', words, next: null }
    case 'refused':
    case 'rejected':
      return { state: 'refused', words, next: REFUSED }
    case 'in-doubt':
      return { state: 'in-doubt', words, next: 'Look in the account whether the person is still there.' }
    default:
      throw new Error(`Unhandled outcome: ${status satisfies never}`)
  }
}

const REFUSED =
  'Asked again by "esplanade erase --status". If it stays so, delete the person in the account and close this with "esplanade erase --close".'

/** A vendor's words may repeat whom they are about. */
function withoutPerson(
  words: string | null,
  { remoteId, email }: ErasureBatch['rows'][number],
): string | null {
  if (words === null) return null
  let safe = words
  for (const name of [email, remoteId]) if (name) safe = safe.replaceAll(name, '…')
  return maskAddresses(safe)
}
