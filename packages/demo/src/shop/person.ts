import type { Instant } from '@esplanade/core/schema'
import type { Topic } from './products.ts'

/** The three accounts of the shop, one at each vendor. */
export const ESPS = ['mailchimp', 'hubspot', 'klaviyo'] as const
export type Esp = (typeof ESPS)[number]

/** How somebody behaves; decides what they open, look at and buy. */
export type Persona = 'champion' | 'regular' | 'once' | 'browser' | 'reader' | 'sleeper'

/** One true person of the shop's world. The vendors each know a part of them. */
export interface Person {
  readonly no: number
  readonly firstName: string
  readonly lastName: string
  readonly country: string
  /** Where they really live; a vendor may not have heard of it yet. */
  region: string
  /** `YYYY-MM-DD`. */
  readonly birthday: string
  readonly interests: readonly Topic[]
  readonly persona: Persona
  /** From when on they do nothing any more; null for those who still do. */
  readonly lapsedAt: Instant | null
  readonly members: { readonly [esp in Esp]?: Member }
}

/** What one vendor holds of a person. */
export interface Member {
  /** The address as this vendor has it written. */
  readonly email: string
  /** The same address in the one spelling that every vendor's ends in; known here, never computed by the hub. */
  readonly address: string
  readonly phone: string | null
  /** Where this vendor thinks that they live. */
  region: string
  /** When they opted in here. */
  readonly joinedAt: Instant
  leave: Leave | null
  /** What somebody at the shop wrote by hand: nothing that the hub may touch. */
  readonly byHand: { readonly note: string | null; readonly tags: readonly string[] }
}

/** Why and when a person must not be mailed by one vendor any more. */
export interface Leave {
  readonly kind: 'unsubscribed' | 'complained' | 'bounced'
  readonly at: Instant
}
