import { GLOBAL_SCOPE, type PulledConsent } from '@esplanade/connector-kit'
import type { Member } from './shapes.ts'

/**
 * The number of Mailchimp's SMS marketing, which is apart from the merge field PHONE. The vendor calls
 * it "a US phone number": one without a country is taken for one.
 */
export function smsPhone({ sms_phone_number: number }: Member): string | undefined {
  if (number === '') return undefined
  return number.startsWith('+') ? number : `+1${number.replace(/^1(?=\D?\d{3}\D*\d{3}\D*\d{4}$)/, '')}`
}

/** Who was never asked, or has not answered yet, said nothing. */
export function smsConsent(member: Member): PulledConsent[] {
  const { sms_subscription_status: status, sms_subscription_last_updated: at } = member
  if (smsPhone(member) === undefined || (status !== 'subscribed' && status !== 'unsubscribed')) return []
  return [{ channel: 'sms', scope: GLOBAL_SCOPE, status, at, evidence: `mailchimp sms: ${status}` }]
}
