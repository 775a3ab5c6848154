import { normaliseIdentity } from '@esplanade/core/identity'
import type { ConnectionId, ContactNo, IdentityKey, IdentityKind } from '@esplanade/core/schema'
import type { StateStore } from '@esplanade/core/store'
import { RequestError } from '../request-error.ts'

/**
 * The contact that a person means by an e-mail address, a contact number, or one of the kinds spelled
 * out: `email:`, `phone:`, `external:`. What is neither an address nor a number is an external id.
 * Throws `RequestError` when nobody has it.
 */
export async function findContact(state: StateStore, text: string): Promise<ContactNo> {
  if (isNumber(text)) return byNumber(state, Number(text) as ContactNo)
  const { kind, value } = spelledOut(text)
  const key = normaliseIdentity({ kind, value }, GLOBAL)
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

/** The identity that a text means; undefined for a contact number, and for what is no identity. */
export function identityMeant(text: string): IdentityKey | undefined {
  return isNumber(text) ? undefined : normaliseIdentity(spelledOut(text), GLOBAL)
}

const isNumber = (text: string): boolean => /^\d{1,9}$/.test(text)

function spelledOut(text: string): { readonly kind: IdentityKind; readonly value: string } {
  const spelled = /^(email|phone|external):(.+)$/s.exec(text)
  const kind = (spelled?.[1] ?? (text.includes('@') ? 'email' : 'external')) as IdentityKind
  return { kind, value: spelled?.[2] ?? text }
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
