import {
  type IdentityClaim,
  type Instant,
  instant,
  type PulledContact,
  type Value,
} from '@esplanade/connector-kit'
import type { KlaviyoClient } from './client.ts'
import { pulledConsent } from './consent.ts'
import { FIXED_FIELDS, LOCATION_FIELDS, LOCATION_PREFIX } from './field-names.ts'

export type KlaviyoProfile = Awaited<
  ReturnType<KlaviyoClient['profiles']['getProfiles']>
>['body']['data'][number]

/** A profile as a member of the account; `properties` limits the custom ones that are taken. */
export function pulledContact(
  profile: KlaviyoProfile,
  properties: ReadonlySet<string> | undefined,
): PulledContact | undefined {
  const { attributes } = profile
  // Only a profile that was never saved has no id, and such ones are not listed.
  if (!profile.id) return undefined
  return {
    kind: 'contact',
    container: '',
    remoteId: profile.id,
    identities: identities(attributes),
    email: attributes.email ?? null,
    fields: fields(attributes, properties),
    consent: pulledConsent(attributes.subscriptions),
    changedAt: attributes.updated ? toInstant(attributes.updated) : null,
  }
}

export const toInstant = (date: Date): Instant => instant(date.getTime())

/** What can be held of a free-form property: scalars and lists of them; blanks and objects cannot. */
export function toValue(raw: unknown): Value | undefined {
  if (typeof raw === 'string') return raw === '' ? undefined : raw
  if (typeof raw === 'number') return Number.isFinite(raw) ? raw : undefined
  if (typeof raw === 'boolean') return raw
  if (!Array.isArray(raw) || raw.length === 0) return undefined
  const texts = raw.map(item => (typeof item === 'object' ? undefined : String(item)))
  return texts.every(text => text !== undefined) ? texts : undefined
}

type Attributes = KlaviyoProfile['attributes']

function identities({ email, phoneNumber, externalId }: Attributes): IdentityClaim[] {
  const claims: IdentityClaim[] = []
  if (email) claims.push({ kind: 'email', value: email })
  if (phoneNumber) claims.push({ kind: 'phone', value: phoneNumber })
  if (externalId) claims.push({ kind: 'external', value: externalId })
  return claims
}

function fields(
  attributes: Attributes,
  wanted: ReadonlySet<string> | undefined,
): Readonly<Record<string, Value>> {
  const found: Record<string, Value> = {}
  const put = (name: string, raw: unknown) => {
    const value = toValue(raw)
    if (value !== undefined) found[name] = value
  }
  for (const [name, raw] of Object.entries(attributes.properties ?? {})) {
    if (wanted === undefined || wanted.has(name)) put(name, raw)
  }
  // The vendor's own attributes come last: a custom property of the same name never hides one.
  for (const [name, key] of Object.entries(FIXED_FIELDS)) put(name, attributes[key])
  for (const name of LOCATION_FIELDS) put(`${LOCATION_PREFIX}${name}`, attributes.location?.[name])
  if (attributes.created) put('created', attributes.created.toISOString())
  return found
}
