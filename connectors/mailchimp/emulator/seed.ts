import type { Actor, MemberStatus, MergeValue } from './member.ts'
import type { MergeField, MergeType } from './merge-field.ts'
import type { OrderLine } from './order.ts'

export interface AudienceSeed {
  readonly id?: string
  readonly name: string
  readonly doubleOptIn?: boolean
  readonly mergeFields?: readonly MergeFieldSeed[]
}

export type MergeFieldSeed = { readonly tag: string; readonly type: MergeType } & Partial<
  Pick<MergeField, 'name' | 'required' | 'choices'>
>

/** Times are milliseconds since the epoch. */
export interface MemberSeed {
  readonly email: string
  /** Default subscribed. */
  readonly status?: MemberStatus
  /** Default the person, whose opt-out the API cannot lift. */
  readonly unsubscribedBy?: Actor
  readonly mergeFields?: Readonly<Record<string, MergeValue>>
  readonly tags?: readonly string[]
  readonly language?: string
  readonly timestampOpt?: number
  /** Default the opt-in, or now. */
  readonly lastChanged?: number
}

export interface MemberChange {
  readonly status?: MemberStatus
  /** Default the person. */
  readonly by?: Actor
  readonly mergeFields?: Readonly<Record<string, MergeValue>>
  /** A new address: the hash changes, the contact id stays. */
  readonly email?: string
  /** Default now. */
  readonly at?: number
}

export interface CampaignSeed {
  readonly id?: string
  readonly audienceId: string
  readonly subject: string
  /** Default the subject. */
  readonly title?: string
  readonly sendTime: number
}

export interface StoreSeed {
  readonly id?: string
  readonly audienceId: string
  readonly name: string
  readonly currency?: string
}

export interface ProductSeed {
  readonly id?: string
  readonly title: string
  readonly type?: string
  readonly url?: string
  readonly image?: string
  /** Of its variants. */
  readonly prices?: readonly number[]
}

export interface OrderSeed {
  readonly id?: string
  readonly email: string
  /** In units of the store's currency: 12.5 is twelve and a half. */
  readonly total: number
  readonly lines?: readonly OrderLine[]
  readonly financialStatus?: string
  readonly processedAt: number
  readonly updatedAt?: number
  readonly cancelledAt?: number
}

export interface MemberSnapshot {
  readonly audienceId: string
  readonly email: string
  readonly status: MemberStatus
  readonly mergeFields: Readonly<Record<string, MergeValue>>
  readonly tags: readonly string[]
}
