import {
  type IdentityClaim,
  instant,
  type Page,
  type PulledContact,
  type PulledGone,
  type PulledItem,
  type PullRequest,
  type Value,
} from '@esplanade/connector-kit'
import type { Property } from '@hubspot/api-client/lib/codegen/crm/properties/models/Property.js'
import { CONTAINER } from './account.ts'
import type { Context } from './api-request.ts'
import type { HubspotConfig } from './config.ts'
import { consentOf, type KnownStatuses, optOutProperties, readStatuses } from './consent.ts'
import { readDefinitions } from './fields.ts'
import { chooseProperties, readValue, splitList, TECHNICAL } from './properties.ts'
import { pullRecords } from './pull-records.ts'
import { CONTACTS, type RemoteRecord } from './records.ts'

/** Contacts with their fields, addresses and consent; archived and merged ones as gone. */
export async function* pullContacts(
  context: Context,
  request: PullRequest,
): AsyncGenerator<Page<PulledItem>> {
  const chosen = chooseProperties(await readDefinitions(context), context.config.properties)
  const properties = [...new Set([...chosen.keys(), ...technicalNames(context.config)])]
  for await (const { source, records, checkpoint } of pullRecords(context, CONTACTS, properties, request)) {
    if (source === 'archived') {
      yield { items: records.map(({ id }) => gone(id, 'archived')), checkpoint }
      continue
    }
    const statuses = await readStatuses(context, records.flatMap(emailOf))
    const items = records.flatMap((record): PulledItem[] => [
      ...splitList(record.properties[TECHNICAL.mergedIds]).map(old => gone(old, 'merged', record.id)),
      contactOf(record, chosen, statuses, context.config),
    ])
    yield { items, checkpoint }
  }
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
  const fields: Record<string, Value> = {}
  for (const [name, property] of chosen) {
    const value = readValue(property, properties[name])
    if (value !== undefined) fields[name] = value
  }
  return {
    kind: 'contact',
    container: CONTAINER,
    remoteId: id,
    identities: identitiesOf(properties, config),
    email,
    fields,
    consent: email === null ? [] : consentOf(properties, statuses.get(email.toLowerCase()), config),
    changedAt: modifiedAt === null ? null : instant(modifiedAt),
  }
}

function identitiesOf(
  properties: RemoteRecord['properties'],
  { phoneProperties }: HubspotConfig,
): IdentityClaim[] {
  const emails = [properties[TECHNICAL.email] ?? '', ...splitList(properties[TECHNICAL.otherEmails])]
  const phones = phoneProperties.map(name => properties[name] ?? '')
  return [
    ...emails.map(value => ({ kind: 'email' as const, value })),
    ...phones.map(value => ({ kind: 'phone' as const, value })),
  ].filter(({ value }) => value !== '')
}

function gone(remoteId: string, reason: PulledGone['reason'], mergedInto?: string): PulledGone {
  return {
    kind: 'gone',
    container: CONTAINER,
    remoteId,
    reason,
    ...(mergedInto !== undefined && { mergedInto }),
  }
}

const emailOf = ({ properties }: RemoteRecord): string[] =>
  properties[TECHNICAL.email] ? [properties[TECHNICAL.email] as string] : []
