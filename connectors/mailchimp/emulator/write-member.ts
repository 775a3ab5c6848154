import { addressRefusal } from './address-refusal.ts'
import type { Audience } from './audience.ts'
import { complianceRefusal } from './compliance.ts'
import { type Member, type MemberStatus, moveStatus, subscriberHash } from './member.ts'
import { readMergeValue } from './merge-field.ts'
import type { FieldProblem, Refusal } from './problem.ts'
import { readTime, wholeSecond } from './vendor-time.ts'

export interface MemberWrite {
  readonly email?: string | undefined
  readonly status?: MemberStatus | undefined
  readonly mergeFields?: Readonly<Record<string, unknown>> | undefined
  readonly language?: string | undefined
  /** Group ids, with whether the member is to be in them. */
  readonly interests?: Readonly<Record<string, boolean>> | undefined
  readonly timestampOpt?: string | undefined
  /** Accepts a write that leaves required merge fields empty. */
  readonly skipMergeValidation: boolean
}

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/

/** Writes one member as the API does, whole or not at all. `existing` is updated, nobody becomes a new member. */
export function writeMember(
  audience: Audience,
  existing: Member | undefined,
  write: MemberWrite,
  now: number,
): { member: Member; created: boolean } | Refusal {
  const email = write.email ?? existing?.email ?? ''
  if (!EMAIL.test(email)) return invalid('email_address', 'Please provide a valid email address.')
  const unwelcome = addressRefusal(audience, existing, email)
  if (unwelcome) return unwelcome
  const strange = Object.keys(write.interests ?? {}).find(id => !audience.groups.interests.has(id))
  if (strange !== undefined) return invalid(`interests.${strange}`, 'There is no such interest.')
  const merge = mergeInto(audience, existing, write)
  if ('title' in merge) return merge
  const status = write.status ?? existing?.status
  if (status === undefined) return invalid('status', 'This value should not be blank.')
  const blocked = existing && complianceRefusal(audience, existing, status)
  if (blocked) return blocked

  const before = existing && { ...existing }
  const member = existing ?? audience.create(email, status, now)
  if (existing && subscriberHash(email) !== existing.id) audience.rename(existing, email)
  member.email = email
  moveStatus(member, status, 'api', now)
  if (!existing && status === 'unsubscribed') {
    member.unsubscribedBy = 'api'
    member.unsubscribeReason = 'N/A (Unsubscribed by admin)'
  }
  member.mergeFields = merge.values
  member.language = write.language ?? member.language
  if (write.interests) audience.groups.set(member, write.interests)
  const optedIn = readTime(write.timestampOpt)
  if (optedIn !== undefined) member.timestampOpt = wholeSecond(optedIn)
  audience.changed(member, now)
  audience.webhooks.changed(audience, before, member, 'api', now)
  return { member, created: !existing }
}

/** Keys that name no merge field are dropped without a word; fields that are not named keep their value. */
function mergeInto(
  audience: Audience,
  existing: Member | undefined,
  write: MemberWrite,
): { values: Member['mergeFields'] } | Refusal {
  const values = { ...existing?.mergeFields }
  const errors: FieldProblem[] = []
  for (const field of audience.mergeFields) {
    if (write.mergeFields && Object.hasOwn(write.mergeFields, field.tag)) {
      const read = readMergeValue(field, write.mergeFields[field.tag])
      if ('message' in read) errors.push(read)
      else if (read.value === '') delete values[field.tag]
      else values[field.tag] = read.value
    }
    if (field.required && !write.skipMergeValidation && values[field.tag] === undefined) {
      errors.push({ field: field.tag, message: 'Please enter a value' })
    }
  }
  if (errors.length === 0) return { values }
  return { title: 'Invalid Resource', detail: 'Your merge fields were invalid.', errors }
}

const invalid = (field: string, message: string): Refusal => ({
  title: 'Invalid Resource',
  detail: message,
  errors: [{ field, message }],
})
