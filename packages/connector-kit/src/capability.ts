import type { Connector } from './connector.ts'
import type { OperationName } from './push.ts'

/**
 * What connectors differ in, by name, with what having it means. A connector has each of them or says
 * under `absent` why its vendor allows no such thing; the conformance suite holds it to that.
 */
export const CAPABILITIES = {
  describe: 'tells what an account holds: lists, fields, tags, limits',
  scopes: 'tells which permissions of the key each stream and target needs',
  webhooks: 'verifies and reads what the vendor sends by itself',
  campaigns: 'pulls campaigns with subject and send time',
  products: 'pulls products',
  deletions: 'tells of members that were deleted',
  archives: 'tells of members that were archived',
  merges: 'tells of members that were merged, and into whom',
  tags: "fills the vendor's own tags",
  lists: 'fills lists',
  segments: "reads who is in the vendor's own segments",
  'property-tags': 'keeps tags as values of one property of a contact',
  'custom-events': "sends events that start the vendor's own automations",
  topics: 'lowers consent to one topic alone',
  'opt-in': 'raises consent, on a recorded opt-in alone',
  erasure: 'erases a person for good and confirms it',
} as const
export type Capability = keyof typeof CAPABILITIES

/** Capabilities that a vendor doesn't allow, each with the reason, for people to read. */
export type Absences = Readonly<Partial<Record<Capability, string>>>

/** Whether a connector has a capability, told from the parts that it is made of. */
export function hasCapability(connector: Connector, capability: Capability): boolean {
  const { webhooks, streams, targets = [], gone = [], operations } = connector
  const pulls = (name: string) => streams.some(stream => stream.name === name)
  const writes = (name: OperationName) => operations[name] !== undefined
  switch (capability) {
    case 'describe':
      return connector.describe !== undefined
    case 'scopes':
      return connector.scopes !== undefined
    case 'webhooks':
      return webhooks !== undefined
    case 'campaigns':
    case 'products':
      return pulls(capability)
    case 'deletions':
      return gone.includes('deleted')
    case 'archives':
      return gone.includes('archived')
    case 'merges':
      return gone.includes('merged')
    case 'segments':
      return connector.segments === true
    case 'tags':
      return targets.includes('tag')
    case 'lists':
      return targets.includes('list')
    case 'property-tags':
      return targets.includes('property-tag')
    case 'custom-events':
      return writes('events')
    case 'topics':
      return writes('optOutOfTopic')
    case 'opt-in':
      return writes('optIn')
    case 'erasure':
      return writes('erase')
    default:
      throw new Error(`Unhandled capability: ${capability satisfies never}`)
  }
}
