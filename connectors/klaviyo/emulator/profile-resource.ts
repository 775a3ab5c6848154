import type { EmulatorRequest } from '@esplanade/connector-kit/emulator'
import { sparse } from './collection-query.ts'
import { canReceive } from './consent-rules.ts'
import { isoTime, isoTimeOrNull, type Resource, selfLink } from './json-api.ts'
import { FIXED_ATTRIBUTES, LOCATION_ATTRIBUTES, type Profile } from './profile.ts'

/** A profile as the API shows it. Subscriptions come only where `additional-fields[profile]` asks for them. */
export function profileResource(request: EmulatorRequest, profile: Profile): Resource {
  const extra = request.query.get('additional-fields[profile]')?.split(',') ?? []
  const attributes = sparse(request, 'profile', {
    email: profile.email,
    phone_number: profile.phoneNumber,
    external_id: profile.externalId,
    ...Object.fromEntries(FIXED_ATTRIBUTES.map(name => [name, profile.attributes[name] ?? null])),
    created: isoTime(profile.created),
    updated: isoTime(profile.updated),
    last_event_date: isoTimeOrNull(profile.lastEvent),
    location: Object.fromEntries(LOCATION_ATTRIBUTES.map(name => [name, profile.location[name] ?? null])),
    properties: profile.properties,
  })
  const self = selfLink(request, `/api/profiles/${profile.id}`)
  return {
    type: 'profile',
    id: profile.id,
    attributes: extra.includes('subscriptions')
      ? { ...attributes, subscriptions: subscriptions(profile) }
      : attributes,
    relationships: {
      lists: { links: { self: `${self}/relationships/lists`, related: `${self}/lists` } },
      segments: { links: { self: `${self}/relationships/segments`, related: `${self}/segments` } },
    },
    links: { self },
  }
}

function subscriptions({
  emailMarketing: email,
  smsMarketing: sms,
  openTracking,
}: Profile): Record<string, unknown> {
  return {
    email: {
      marketing: {
        can_receive_email_marketing: canReceive(email),
        consent: email.consent,
        consent_timestamp: isoTimeOrNull(email.consentedAt),
        last_updated: isoTimeOrNull(email.lastUpdated),
        method: email.method,
        method_detail: '',
        custom_method_detail: null,
        double_optin: email.doubleOptin,
        suppression: email.suppressions.map(({ reason, at }) => ({ reason, timestamp: isoTime(at) })),
        list_suppressions: email.listSuppressions.map(({ list, reason, at }) => ({
          list_id: list,
          reason,
          timestamp: isoTime(at),
        })),
      },
      ...(openTracking !== null && {
        open_tracking: {
          consent: openTracking.consent,
          consent_timestamp: isoTimeOrNull(openTracking.consentedAt),
          last_updated: isoTimeOrNull(openTracking.lastUpdated),
          can_receive: openTracking.consent === 'SUBSCRIBED',
        },
      }),
    },
    sms: {
      marketing: {
        can_receive_sms_marketing: sms.consent === 'SUBSCRIBED',
        consent: sms.consent,
        consent_timestamp: isoTimeOrNull(sms.consentedAt),
        method: null,
        method_detail: '',
        last_updated: isoTimeOrNull(sms.lastUpdated),
      },
    },
  }
}
