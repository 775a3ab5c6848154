import { createHash } from 'node:crypto'
import type { Page, PulledContact, PulledGone, PulledItem } from '@esplanade/connector-kit'
import { normaliseIdentity, type Resolved, resolveIdentities } from '@esplanade/core/identity'
import type {
  BatchId,
  Catalog,
  Clock,
  ConnectionId,
  IdentityClaim,
  IdentityKey,
} from '@esplanade/core/schema'
import type { MirrorRow, Store } from '@esplanade/core/store'
import { attributeFacts } from './attribute-facts.ts'
import { consentStatements } from './consent-statements.ts'
import { eventColumns } from './event-columns.ts'

/** What a page of a connection is stored with. */
export interface IngestContext {
  readonly store: Store
  readonly clock: Clock
  readonly catalog: Catalog
  readonly currency: string
  readonly connection: ConnectionId
  readonly stream: string
  /** Remote field names to attribute names. */
  readonly fieldNames: ReadonlyMap<string, string>
}

export interface PageCounts {
  readonly contacts: number
  readonly events: number
  readonly duplicates: number
  /** Rows left out: events of nobody. */
  readonly rejected: number
  /** Values that were not of their attribute's type and were left out. */
  readonly wrongValues: number
}

/**
 * Stores one pulled page: people, facts, consent and mirror, then the cursor, so that a kill at any
 * instant leaves either nothing of the page or a page that repeats without effect.
 */
export async function ingestPage(context: IngestContext, page: Page<PulledItem>): Promise<PageCounts> {
  const { store, connection, stream } = context
  const checkpoint = JSON.stringify(page.checkpoint ?? null)
  const batch = batchId(context, page.items, checkpoint)
  const now = context.clock.now()
  return store.atomically(async () => {
    const members = latestOfMembers(page.items)
    const contacts = members.filter(item => item.kind === 'contact')
    const gone = members.filter(item => item.kind === 'gone')
    const events = page.items.filter(item => item.kind === 'event')
    const keyed = events.map(event => ({ event, keys: keysOf(event.who, connection) }))
    const known = keyed.filter(({ keys }) => keys.length > 0)
    const { rows } = await resolveIdentities(store.state, [
      ...contacts.map(contact => contactKeys(contact, connection)),
      ...gone.map(item => goneKeys(item, connection)),
      ...known.map(({ keys }) => keys),
    ])
    const ofContacts = rows.slice(0, contacts.length)
    const ofGone = rows.slice(contacts.length, contacts.length + gone.length)
    const ofEvents = rows.slice(contacts.length + gone.length)

    const attributes = attributeFacts(context, contacts, ofContacts, now)
    const report = await store.facts.append({
      batch,
      attributes: attributes.facts,
      events: eventColumns(
        known.map(({ event }) => event),
        ofEvents,
        context,
      ),
    })
    await store.state.appendConsent(await consentStatements(store.state, contacts, connection, now))
    await store.state.saveMirror(mirrorRows(contacts, ofContacts, gone, ofGone, connection, now))
    await store.state.saveCursor({ connection, stream }, checkpoint)
    return {
      contacts: contacts.length,
      events: report.events,
      duplicates: report.duplicates,
      rejected: events.length - known.length,
      wrongValues: attributes.wrong,
    }
  })
}

/** A member that comes twice, because it changed while we read, counts as it came last. */
function latestOfMembers(items: readonly PulledItem[]): (PulledContact | PulledGone)[] {
  const latest = new Map<string, PulledContact | PulledGone>()
  for (const item of items)
    if (item.kind !== 'event') latest.set(`${item.container}\u0000${item.remoteId}`, item)
  return [...latest.values()]
}

const keysOf = (claims: readonly IdentityClaim[], connection: ConnectionId): IdentityKey[] =>
  claims.map(claim => normaliseIdentity(claim, connection)).filter(key => key !== undefined)

const vendorKey = (value: string, connection: ConnectionId): IdentityKey => ({
  kind: 'vendor',
  value,
  connection,
})

const contactKeys = (contact: PulledContact, connection: ConnectionId): IdentityKey[] => [
  vendorKey(contact.remoteId, connection),
  ...keysOf(contact.identities, connection),
]

/** A merge at the vendor says that both ids are one person. */
const goneKeys = (item: PulledGone, connection: ConnectionId): IdentityKey[] =>
  item.mergedInto === undefined
    ? [vendorKey(item.remoteId, connection)]
    : [vendorKey(item.remoteId, connection), vendorKey(item.mergedInto, connection)]

function mirrorRows(
  contacts: readonly PulledContact[],
  ofContacts: readonly Resolved[],
  gone: readonly PulledGone[],
  ofGone: readonly Resolved[],
  connection: ConnectionId,
  seenAt: MirrorRow['seenAt'],
): MirrorRow[] {
  const rows = new Map<string, MirrorRow>()
  const put = (row: MirrorRow) => rows.set(`${row.container}\u0000${row.remoteId}`, row)
  contacts.forEach((contact, index) => {
    put({
      connection,
      container: contact.container,
      remoteId: contact.remoteId,
      identityNo: (ofContacts[index] as Resolved).identityNo,
      email: contact.email,
      fields: contact.fields,
      consent:
        contact.consent.find(said => said.channel === 'email' && said.scope === 'global')?.status ?? null,
      present: true,
      seenAt,
      ...(contact.remoteStatus === undefined ? {} : { remoteStatus: contact.remoteStatus }),
    })
  })
  gone.forEach((item, index) => {
    const { identityNo } = ofGone[index] as Resolved
    put({
      connection,
      container: item.container,
      remoteId: item.remoteId,
      identityNo,
      email: null,
      fields: {},
      consent: null,
      present: false,
      seenAt,
    })
  })
  return [...rows.values()]
}

/** The same page read again has the same id; the same rows read at another place do not. */
function batchId(context: IngestContext, items: readonly PulledItem[], checkpoint: string): BatchId {
  const hash = createHash('sha256').update(
    `${context.connection}\u0000${context.stream}\u0000${checkpoint}\u0000`,
  )
  for (const item of items) hash.update(JSON.stringify(item))
  return hash.digest('hex').slice(0, 32) as BatchId
}
