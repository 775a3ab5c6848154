import type { Audience } from './audience.ts'
import type { Member, MemberStatus } from './member.ts'
import type { Refusal } from './problem.ts'

/**
 * Why the API may not move this member to `to`; undefined when it may. Who left by themselves may be asked
 * to confirm (`pending`) and not be subscribed; who bounced or is under review may be neither.
 */
export function complianceRefusal(audience: Audience, member: Member, to: MemberStatus): Refusal | undefined {
  if (to === member.status || (to !== 'subscribed' && to !== 'pending')) return undefined
  const blocked =
    member.status === 'cleaned' ||
    audience.distrusted.get(member.id) === 'under-review' ||
    (to === 'subscribed' && member.unsubscribedBy === 'person')
  if (!blocked) return undefined
  return {
    title: 'Member In Compliance State',
    detail: `${member.email} is in a compliance state due to unsubscribe, bounce, or compliance review and cannot be subscribed.`,
  }
}
