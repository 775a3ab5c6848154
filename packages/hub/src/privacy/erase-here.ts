import type { ContactNo } from '@esplanade/core/schema'
import type { StoredErasure } from '@esplanade/core/store'
import type { HubContext } from '../context.ts'
import { isOver, receiptOf, receiptText, removedOf } from './receipt.ts'

/**
 * Removes the people of these erasures from the store. Facts first, since the state is what finds them: on a
 * store of two engines a process that dies in between finds the same people again. Call it inside one
 * `atomically`; whatever the last evaluation left in memory is to be forgotten with it.
 */
export async function eraseHere(
  { store: { state, facts }, clock }: HubContext,
  erasures: readonly StoredErasure[],
): Promise<StoredErasure[]> {
  const contacts = erasures.map(({ contactNo }) => contactNo)
  const identities = Map.groupBy(await state.identitiesOf(contacts), ({ contactNo }) => contactNo)
  const people = contacts.map((contactNo: ContactNo) => ({
    contactNo,
    identities: (identities.get(contactNo) ?? []).map(({ identityNo }) => identityNo),
  }))
  const now = clock.now()
  const told = await facts.eraseContacts(people)
  const kept = await state.forgetContacts(contacts, now)
  const erased = erasures.map((erasure): StoredErasure => {
    const { vendors, unread } = receiptOf(erasure)
    const receipt = { vendors, unread, removed: removedOf(erasure.contactNo, told, kept) }
    return { ...erasure, receipt: receiptText(receipt), endedAt: isOver(receipt) ? now : null }
  })
  await state.saveErasures(erased)
  return erased
}
