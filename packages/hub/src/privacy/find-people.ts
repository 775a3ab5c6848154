import type { ContactNo } from '@esplanade/core/schema'
import type { StateStore } from '@esplanade/core/store'
import { RequestError } from '../request-error.ts'
import { findContact, identityMeant } from '../segments/find-contact.ts'
import type { UnknownPerson } from './results.ts'

export interface FoundPeople {
  /** Each once, however often and by whatever name they were asked for. */
  readonly contacts: readonly ContactNo[]
  readonly unknown: readonly UnknownPerson[]
}

/** The contacts that these texts mean. What means nobody is told by its place, since it may be an address. */
export async function findPeople(state: StateStore, texts: readonly string[]): Promise<FoundPeople> {
  const contacts = new Set<ContactNo>()
  const unknown: UnknownPerson[] = []
  for (const [index, text] of texts.entries()) {
    try {
      contacts.add(await findContact(state, text))
    } catch (error) {
      if (!(error instanceof RequestError)) throw error
      const key = identityMeant(text)
      const [erased] = key === undefined ? [] : await state.areErased([key])
      const reason = erased ? 'was erased before; nothing of them is here' : error.message
      unknown.push({ place: index + 1, reason })
    }
  }
  return { contacts: [...contacts], unknown }
}
