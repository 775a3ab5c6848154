import {
  type Instant,
  identityClaims,
  instant,
  type PulledContact,
  plainValues,
} from '@esplanade/connector-kit'
import type { KlaviyoClient } from './client.ts'
import type { KlaviyoConfig } from './config.ts'
import { pulledConsent } from './consent.ts'
import { FIXED_FIELDS, LOCATION_FIELDS, LOCATION_PREFIX } from './field-names.ts'

export type KlaviyoProfile = Awaited<
  ReturnType<KlaviyoClient['profiles']['getProfiles']>
>['body']['data'][number]

/** A profile as a member of the account; `properties` limits the custom ones that are taken. */
export function pulledContact(
  { id, attributes }: KlaviyoProfile,
  { properties: wanted, topics }: Pick<KlaviyoConfig, 'properties' | 'topics'>,
): PulledContact[] {
  // Only a profile that was never saved has no id, and such ones are not listed.
  if (!id) return []
  const { email, phoneNumber, externalId, subscriptions, updated, created, location } = attributes
  const custom = Object.entries(attributes.properties ?? {})
  return [
    {
      kind: 'contact',
      container: '',
      remoteId: id,
      identities: identityClaims(['email', email], ['phone', phoneNumber], ['external', externalId]),
      email: email ?? null,
      fields: plainValues([
        ...custom.filter(([name]) => wanted?.includes(name) ?? true),
        // The vendor's own attributes come last: a custom property of the same name never hides one.
        ...Object.entries(FIXED_FIELDS).map(([name, key]) => [name, attributes[key]] as const),
        ...LOCATION_FIELDS.map(name => [`${LOCATION_PREFIX}${name}`, location?.[name]] as const),
        ['created', created?.toISOString()],
      ]),
      consent: pulledConsent(subscriptions, topics),
      changedAt: updated ? toInstant(updated) : null,
    },
  ]
}

export const toInstant = (date: Date): Instant => instant(date.getTime())
