import type { ConnectionId, IdentityClaim, IdentityKey } from '../schema/index.ts'
import { normaliseEmail } from './normalise-email.ts'
import { normalisePhone } from './normalise-phone.ts'

/** Brings a claim into the spelling by which identities are compared; undefined when it is malformed. */
export function normaliseIdentity(claim: IdentityClaim, connection: ConnectionId): IdentityKey | undefined {
  const value = spell(claim)
  if (value === undefined || value === '') return undefined
  return { kind: claim.kind, value, connection: claim.kind === 'vendor' ? connection : null }
}

function spell({ kind, value }: IdentityClaim): string | undefined {
  switch (kind) {
    case 'email':
      return normaliseEmail(value)
    case 'phone':
      return normalisePhone(value)
    case 'external':
    case 'vendor':
      return value.normalize('NFC').trim()
    default:
      throw new Error(`Unhandled kind of identity: ${kind satisfies never}`)
  }
}
