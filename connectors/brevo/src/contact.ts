import { identityClaims, type PulledContact, parseInstant, plainValues } from '@esplanade/connector-kit'
import type { Brevo } from '@getbrevo/brevo'

/** Attributes of a fresh account, in the two languages that Brevo creates them in. */
export const STANDARD_ATTRIBUTES: Readonly<Record<string, string>> = {
  FIRSTNAME: 'first_name',
  LASTNAME: 'last_name',
  PRENOM: 'first_name',
  NOM: 'last_name',
}

/** Attributes that name a person and are told as identities. */
const PHONE = 'SMS'
const EXTERNAL_ID = 'EXT_ID'

/** A contact as the hub has it, with the chosen attributes or all. */
export function toContact(
  contact: Brevo.GetContactDetails,
  chosen: readonly string[] | undefined,
): PulledContact {
  const attributes: Readonly<Record<string, unknown>> = { ...contact.attributes }
  const [phone] = identityClaims(['phone', attributes[PHONE]])
  const email = identityClaims(['email', contact.email])
  return {
    kind: 'contact',
    container: '',
    remoteId: String(contact.id),
    identities: [
      ...email,
      ...(phone ? [phone] : []),
      ...identityClaims(['external', attributes[EXTERNAL_ID]]),
    ],
    email: contact.email ?? null,
    fields: plainValues(Object.entries(attributes).filter(([name]) => chosen?.includes(name) ?? true)),
    consent: [
      // Null: whether an address was mailable is all that Brevo tells, not since when, nor who took it off.
      statement('email', contact.emailBlacklisted),
      ...(phone ? [statement('sms', contact.smsBlacklisted)] : []),
    ],
    changedAt: parseInstant(contact.modifiedAt) ?? null,
  }
}

const statement = (channel: 'email' | 'sms', blocked: boolean): PulledContact['consent'][number] => ({
  channel,
  scope: 'global',
  status: blocked ? 'unsubscribed' : 'subscribed',
  at: null,
  evidence: blocked ? `${channel}Blacklisted` : `not ${channel}Blacklisted`,
})
