import { normaliseIdentity } from '@esplanade/core/identity'
import type { ConnectionId, ContactNo, IdentityKind } from '@esplanade/core/schema'
import type { StateStore } from '@esplanade/core/store'
import { RequestError } from '../request-error.ts'

/**
 * The contact that a person means by an e-mail address, a contact number, or one of the kinds spelled
 * out: `email:`, `phone:`, `external:`. What is neither an address nor a number is an external id.
 * Throws `RequestError` when nobody has it.
 */
export async function findContact(state: StateStore, text: string): Promise<ContactNo> {
  if (/^\d{1,9}$/.test(text)) return byNumber(state, Number(text) as ContactNo)
  const spelled = /^(email|phone|external):(.+)$/s.exec(text)
  const kind = (spelled?.[1] ?? (text.includes('@') ? 'email' : 'external')) as IdentityKind
  const key = normaliseIdentity({ kind, value: spelled?.[2] ?? text }, GLOBAL)
  if (key === undefined) throw new RequestError(`This is no ${WORDS[kind]}. ${EXPECTED}`)
  const [identity] = await state.findIdentities([key])
  if (identity === undefined) {
    // An id of the company's own may be named; an address or a phone number is personal data.
    const named =
      kind === 'external' && !key.value.includes('@')
        ? `the external id ${JSON.stringify(key.value)}`
        : `this ${WORDS[kind]}`
    throw new RequestError(`No contact has ${named}. ${EXPECTED}`)
  }
  return identity.contactNo
}

async function byNumber(state: StateStore, contact: ContactNo): Promise<ContactNo> {
  const [identity] = await state.identitiesOf([contact])
  if (identity === undefined) throw new RequestError(`No contact has the number ${contact}. ${EXPECTED}`)
  return identity.contactNo
}

/** Global kinds belong to no connection, so none is looked at. */
const GLOBAL = '' as ConnectionId

const EXPECTED = 'Expected an e-mail address, a contact number, or external:<id> or phone:<number>.'

const WORDS: Record<IdentityKind, string> = {
  email: 'e-mail address',
  phone: 'phone number',
  external: 'external id',
  vendor: 'vendor id',
}
