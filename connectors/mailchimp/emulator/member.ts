import { createHash } from 'node:crypto'

export type MemberStatus =
  | 'subscribed'
  | 'unsubscribed'
  | 'cleaned'
  | 'pending'
  | 'transactional'
  | 'archived'

/** What may be written; `archived` is only ever read. */
export const WRITABLE_STATUSES: ReadonlySet<unknown> = new Set<MemberStatus>([
  'subscribed',
  'unsubscribed',
  'cleaned',
  'pending',
  'transactional',
])

/** Who did something: it decides who may undo an unsubscribe. */
export type Actor = 'person' | 'api' | 'admin'

export type MergeValue = string | number | Readonly<Record<string, string>>

/** A member of one audience. Times are milliseconds, cut to seconds. */
export interface Member {
  /** Stays when the address changes; `id` does not. */
  readonly contactId: string
  readonly webId: number
  /** MD5 of the lower-case address. */
  id: string
  email: string
  status: MemberStatus
  /** Outlives archiving, so that an archived opt-out is still one. */
  unsubscribedBy: Actor | null
  unsubscribeReason: string
  mergeFields: Record<string, MergeValue>
  tags: ReadonlySet<number>
  language: string
  timestampSignup: number | null
  timestampOpt: number | null
  lastChanged: number
  /** Of the SMS programme; null for whoever is not in it. */
  sms: SmsSubscription | null
}

interface SmsSubscription {
  readonly phone: string
  readonly status: 'subscribed' | 'unsubscribed' | 'nonsubscribed' | 'pending'
  readonly updatedAt: number
}

export const md5 = (text: string): string => createHash('md5').update(text).digest('hex')

export const subscriberHash = (email: string): string => md5(email.toLowerCase())

/** Moves a member to a status, keeping who unsubscribed it. Ask `complianceRefusal` first, where it is the API that moves it. */
export function moveStatus(member: Member, to: MemberStatus, actor: Actor, now: number): void {
  if (to === member.status && !(to === 'unsubscribed' && actor === 'person')) return
  if (to === 'unsubscribed') {
    // An API unsubscribe on top of a person's own does not make it liftable.
    member.unsubscribedBy = member.unsubscribedBy === 'person' ? 'person' : actor
    member.unsubscribeReason = actor === 'person' ? '' : 'N/A (Unsubscribed by admin)'
  }
  if (to === 'subscribed') {
    member.unsubscribedBy = null
    member.unsubscribeReason = ''
    member.timestampOpt = now
  }
  member.status = to
}
