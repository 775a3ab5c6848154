import { type IdentityClaim, type PulledContact, parseInstant, type Value } from '@esplanade/connector-kit'
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
  const phone = plainText(attributes[PHONE])
  const identities: IdentityClaim[] = []
  if (contact.email) identities.push({ kind: 'email', value: contact.email })
  if (phone) identities.push({ kind: 'phone', value: phone })
  const externalId = plainText(attributes[EXTERNAL_ID])
  if (externalId) identities.push({ kind: 'external', value: externalId })
  return {
    kind: 'contact',
    container: '',
    remoteId: String(contact.id),
    identities,
    email: contact.email ?? null,
    fields: Object.fromEntries(
      Object.entries(attributes).flatMap(([name, value]) =>
        isValue(value) && (chosen?.includes(name) ?? true) ? [[name, value]] : [],
      ),
    ),
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

/** Blank values are no values; a list is of texts. */
function isValue(value: unknown): value is Value {
  if (Array.isArray(value)) return value.length > 0 && value.every(item => typeof item === 'string')
  return (
    (typeof value === 'string' && value !== '') || typeof value === 'number' || typeof value === 'boolean'
  )
}

const plainText = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
