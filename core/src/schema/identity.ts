import { z } from 'zod'
import type { ConnectionId, ContactNo, IdentityNo } from './ids.ts'

/**
 * What kind of statement an identity is. `email`, `phone` and `external` (the company's own
 * customer number) mean the same person wherever they appear; `vendor` is one ESP's id for a
 * person and means nothing outside its connection.
 */
export type IdentityKind = 'email' | 'phone' | 'external' | 'vendor'
export const IDENTITY_KINDS = [
  'email',
  'phone',
  'external',
  'vendor',
] as const satisfies readonly IdentityKind[]

/** An identity as a source wrote it, before normalisation. */
export interface IdentityClaim {
  readonly kind: IdentityKind
  readonly value: string
}

/** A normalised identity. `connection` is set for `vendor` and null for the kinds that are global. */
export interface IdentityKey {
  readonly kind: IdentityKind
  readonly value: string
  readonly connection: ConnectionId | null
}

/** One text for each key, whose parts cannot run into each other. Hashes of the erased are made of it: it never changes. */
export const identityText = ({ kind, connection, value }: IdentityKey): string =>
  `${kind}\u0000${connection ?? ''}\u0000${value}`

export interface Identity extends IdentityKey {
  readonly identityNo: IdentityNo
  /** The contact it belongs to now, merges resolved. */
  readonly contactNo: ContactNo
}

export const identityClaimSchema = z.object({
  kind: z.enum(IDENTITY_KINDS),
  value: z.string().min(1).max(512),
})
