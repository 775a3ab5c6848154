import {
  identityClaims,
  instant,
  type PulledContact,
  type PulledGone,
  type PulledItem,
  plainValues,
} from '@esplanade/connector-kit'
import type { Property } from '@hubspot/api-client/lib/codegen/crm/properties/models/Property.js'
import { CONTAINER } from './account.ts'
import type { HubspotStream } from './api-request.ts'
import type { HubspotConfig } from './config.ts'
import { consentOf, type KnownStatuses, optOutProperties, readStatuses } from './consent.ts'
import { readDefinitions } from './fields.ts'
import { chooseProperties, readValue, splitList, TECHNICAL } from './properties.ts'
import { pullRecords } from './pull-records.ts'
import { CONTACTS, type RemoteRecord } from './records.ts'

/** Contacts with their fields, addresses and consent; archived and merged ones as gone. */
export const contacts: HubspotStream = {
  name: 'contacts',
  async *pull(context, request) {
    const chosen = chooseProperties(await readDefinitions(context), context.config.properties)
    const properties = [...new Set([...chosen.keys(), ...technicalNames(context.config)])]
    for await (const { source, records, checkpoint } of pullRecords(context, CONTACTS, properties, request)) {
      if (source === 'archived') {
        yield { items: records.map(({ id }) => gone(id, 'archived')), checkpoint }
        continue
      }
      const emails = records.flatMap(({ properties }) => properties[TECHNICAL.email] || [])
      const statuses = await readStatuses(context, emails)
      const items = records.flatMap((record): PulledItem[] => [
        ...splitList(record.properties[TECHNICAL.mergedIds]).map(old => gone(old, 'merged', record.id)),
        contactOf(record, chosen, statuses, context.config),
      ])
      yield { items, checkpoint }
    }
  },
}

const technicalNames = (config: HubspotConfig): string[] => [
  ...Object.values(TECHNICAL),
  ...config.phoneProperties,
  ...optOutProperties(config),
]

function contactOf(
  { id, properties, modifiedAt }: RemoteRecord,
  chosen: ReadonlyMap<string, Property>,
  statuses: ReadonlyMap<string, KnownStatuses>,
  config: HubspotConfig,
): PulledContact {
  const email = properties[TECHNICAL.email] || null
  const emails = [email, ...splitList(properties[TECHNICAL.otherEmails])]
  const phones = config.phoneProperties.map(name => properties[name])
  return {
    kind: 'contact',
    container: CONTAINER,
    remoteId: id,
    identities: identityClaims(
      ...emails.map(value => ['email', value] as const),
      ...phones.map(value => ['phone', value] as const),
    ),
    email,
    fields: plainValues([...chosen].map(([name, property]) => [name, readValue(property, properties[name])])),
    consent: email === null ? [] : consentOf(properties, statuses.get(email.toLowerCase()), config),
    changedAt: modifiedAt === null ? null : instant(modifiedAt),
  }
}

function gone(remoteId: string, reason: PulledGone['reason'], mergedInto?: string): PulledGone {
  const into = mergedInto !== undefined && { mergedInto }
  return { kind: 'gone', container: CONTAINER, remoteId, reason, ...into }
}
