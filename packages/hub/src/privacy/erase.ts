import { randomUUID } from 'node:crypto'
import { cutBatches, type EraseRow } from '@esplanade/connector-kit'
import type { BatchId, RunId } from '@esplanade/core/schema'
import type { BatchRecord, StoredErasure } from '@esplanade/core/store'
import { targetKey } from '../connection.ts'
import type { HubContext } from '../context.ts'
import { recordRun } from '../run-record.ts'
import { askVendors } from './ask-vendors.ts'
import { eraseHere } from './erase-here.ts'
import { ERASURE, type ErasureBatch } from './erasure-batch.ts'
import { findPeople } from './find-people.ts'
import { type PersonPlace, placesOf, unreadConnections } from './person-places.ts'
import { receiptText } from './receipt.ts'
import type { EraseResult } from './results.ts'
import { receiptsOf } from './stored-receipts.ts'

/**
 * Erases people here and at every vendor that has them. What is to be asked of the vendors is on record in
 * the same step in which the store forgets them, so that a process that dies at any moment has either done
 * nothing or goes on. Vendors may take longer than this waits: later requests ask them again.
 */
export async function erase(
  hub: HubContext,
  texts: readonly string[],
  signal: AbortSignal,
): Promise<EraseResult> {
  const { state } = hub.store
  return recordRun(hub, { kind: 'erase', connection: null, signal }, async run => {
    const { contacts, unknown } = await findPeople(state, texts)
    const places = await placesOf(hub, contacts)
    const unread = await unreadConnections(hub)
    const askedAt = hub.clock.now()
    const erasures = contacts.map((contactNo): StoredErasure => {
      const vendors = (places.get(contactNo) ?? []).map(({ told }) => told)
      const receipt = receiptText({ removed: null, vendors, unread })
      return { id: randomUUID(), contactNo, askedAt, endedAt: null, receipt }
    })
    const asked = erasures.flatMap(({ id, contactNo }) =>
      (places.get(contactNo) ?? []).map((place, index) => ({ place, erasure: id, index })),
    )
    const batches = batchesOf(asked, { run: run.id, at: askedAt })
    // Also where this fails half-way: a state of an evaluation holds values of people who may be gone.
    hub.memory.kept = null
    await hub.store.atomically(async () => {
      await state.saveErasures(erasures)
      await state.saveBatches(batches)
      await eraseHere(hub, erasures)
    })
    run.count('erased', contacts.length)
    const errors = await askVendors(hub, [...hub.connections.values()], signal)
    return { receipts: await receiptsOf(state, new Set(erasures.map(({ id }) => id))), unknown, errors }
  })
}

interface AskedPlace {
  readonly place: PersonPlace
  readonly erasure: string
  /** Of the place among those of its erasure. */
  readonly index: number
}

/** Requests to make, cut as each vendor takes them; rows that nobody erases make none. */
function batchesOf(
  asked: readonly AskedPlace[],
  { run, at }: Pick<BatchRecord, 'run' | 'at'> & { run: RunId },
): BatchRecord[] {
  const byContainer = Map.groupBy(
    asked,
    ({ place: { member } }) => `${member.connection}\u0000${member.container}`,
  )
  return [...byContainer.values()].flatMap(own => {
    const [first] = own
    const connection = first?.place.connection
    const operation = connection?.connector.operations.erase
    if (first === undefined || connection === undefined || operation === undefined) return []
    const { container } = first.place.member
    const placeOf = new Map<EraseRow, AskedPlace>(own.map(each => [each.place.row, each]))
    // A row without an address beside its id is as small as rows get: none is too large for a request.
    const { batches } = cutBatches(operation, [...placeOf.keys()])
    return batches.map(rows => {
      const stored: ErasureBatch = {
        rows,
        target: { container },
        places: rows.map(row => {
          const { erasure, index } = placeOf.get(row) as AskedPlace
          return { erasure, index }
        }),
      }
      return {
        id: randomUUID() as BatchId,
        run,
        target: targetKey(connection.id, container, ERASURE),
        operation: operation.name,
        state: 'planned' as const,
        rows: JSON.stringify(stored),
        job: null,
        at,
      }
    })
  })
}
