import {
  type AccountDescription,
  type MissingScope,
  missingScopes,
  type OperationName,
} from '@esplanade/connector-kit'
import type { Connection } from './connection.ts'
import type { HubContext } from './context.ts'
import { isEventSync, isFieldSync, isMembershipSync, isOptInSync } from './managed-targets.ts'
import { RequestError } from './request-error.ts'
import type { DescribeResult } from './result.ts'
import type { MembershipSync } from './sync-config.ts'

/** What an account holds, as its key sees it, and what the key lacks. @throws RequestError where a connector can't tell. */
export async function describeConnection(
  hub: HubContext,
  connection: Connection,
  signal: AbortSignal,
): Promise<DescribeResult> {
  const { connector, id } = connection
  if (!connector.describe) {
    throw new RequestError(
      `${connector.title} accounts cannot be described (${connector.absent?.describe ?? 'the connector does not say why'}); "esplanade doctor" checks key and reach of "${id}".`,
    )
  }
  const context = connection.context(signal)
  const description = await connector.describe(context)
  return {
    connection: id,
    connector: connector.name,
    description,
    missing: lackingScopes(hub, connection, { context, description }),
  }
}

/** The permissions that the configured syncs need and the key lacks; none where the vendor doesn't tell what it has. */
export function lackingScopes(
  { config }: HubContext,
  { id, connector, topics }: Connection,
  read: { readonly context: ReturnType<Connection['context']>; readonly description: AccountDescription },
): MissingScope[] {
  const { scopes } = read.description
  if (scopes === null) return []
  const syncs = config.syncs.filter(({ connection }) => connection === id)
  // Opt-outs are written wherever anything is: consent follows a person to every vendor.
  const operations: OperationName[] = syncs.length > 0 ? ['optOut'] : []
  if (syncs.length > 0 && topics.length > 0) operations.push('optOutOfTopic')
  if (syncs.some(isFieldSync)) operations.push('fields')
  const tagsApart = connector.operations.propertyTags !== undefined
  const ofProperty = ({ into }: MembershipSync) =>
    tagsApart && 'property' in into && into.property !== undefined
  const memberships = syncs.filter(isMembershipSync)
  if (memberships.some(ofProperty)) operations.push('propertyTags')
  if (!memberships.every(ofProperty)) operations.push('members')
  if (syncs.some(isOptInSync)) operations.push('optIn')
  if (syncs.some(isEventSync)) operations.push('events')
  return missingScopes(connector.scopes?.(read.context.config), scopes, {
    streams: connector.streams.map(({ name }) => name),
    operations,
  })
}
