import {
  GLOBAL_SCOPE,
  identityClaims,
  isoInstant,
  type PulledConsent,
  type PulledContact,
  type PulledGone,
  plainValue,
  type Value,
} from '@esplanade/connector-kit'
import type { Member } from './shapes.ts'
import { smsConsent, smsPhone } from './sms.ts'

/** Remote names that mean a standard attribute. Parts of the address field are named with a dot. */
export const fieldNames: Readonly<Record<string, string>> = {
  FNAME: 'first_name',
  LNAME: 'last_name',
  COMPANY: 'company',
  'ADDRESS.city': 'city',
  'ADDRESS.state': 'region',
  'ADDRESS.zip': 'postal_code',
  'ADDRESS.country': 'country',
  language: 'language',
  timestamp_signup: 'signed_up_at',
}

/**
 * A member as the hub knows it. Its remote id is the `contact_id` and not the `id`: that one is the
 * MD5 of the address, so a member who changes address would become another member, and the old one,
 * of which Mailchimp says no more, would be written to again and thereby come back to life as a
 * second subscriber. Reports name members by address only, which finds the same person.
 */
export function toContact(audience: string, member: Member): PulledContact | PulledGone {
  const { contact_id: remoteId, status, email_address: email } = member
  if (status === 'archived') return { kind: 'gone', container: audience, remoteId, reason: 'archived' }
  return {
    kind: 'contact',
    container: audience,
    remoteId,
    // The first number of a contact is the one that its word on messages is about.
    identities: identityClaims(
      ['email', email],
      ['phone', smsPhone(member)],
      ['phone', member.merge_fields.PHONE],
    ),
    email: email === '' ? null : email,
    fields: fieldsOf(member),
    consent: [...consentOf(audience, member), ...smsConsent(member)],
    changedAt: member.last_changed,
    remoteStatus: status,
  }
}

/** Written name by name: pairs of a million fields would be most of what a pull allocates. */
function fieldsOf({ merge_fields, language, timestamp_signup: signedUp }: Member): Record<string, Value> {
  const fields: Record<string, Value> = {}
  const set = (name: string, raw: unknown) => {
    const value = plainValue(raw)
    if (value !== undefined) fields[name] = value
  }
  for (const tag in merge_fields) {
    const value = merge_fields[tag]
    if (typeof value !== 'object' || value === null) set(tag, value)
    else for (const part in value) set(`${tag}.${part}`, value[part as keyof typeof value])
  }
  set('language', language)
  if (signedUp !== null) set('timestamp_signup', isoInstant(signedUp))
  return fields
}

/**
 * What a status says about permission. Pending people have not answered yet and transactional ones
 * were never asked: neither is a statement. Mailchimp keeps no time of an unsubscribe; the last
 * change is never earlier, so dating it there can only err on the side of not mailing.
 */
function consentOf(audience: string, member: Member): PulledConsent[] {
  const said = { channel: 'email', scope: GLOBAL_SCOPE } as const
  const evidence = `mailchimp audience ${audience}: ${member.status}`
  switch (member.status) {
    case 'subscribed': {
      const at = member.timestamp_opt ?? member.timestamp_signup
      const source = member.source && `, ${member.source}`
      return [{ ...said, status: 'subscribed', at, evidence: `${evidence}${source}` }]
    }
    case 'unsubscribed': {
      // What people write as their reason is theirs; the account's own opt-outs are marked by this text.
      const by = member.unsubscribe_reason.startsWith('N/A') ? 'the account' : 'the person'
      return [{ ...said, status: 'unsubscribed', at: member.last_changed, evidence: `${evidence} by ${by}` }]
    }
    case 'cleaned':
      return [{ ...said, status: 'suppressed', at: member.last_changed, evidence }]
    default:
      return []
  }
}
