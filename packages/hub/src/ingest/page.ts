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
  IdentityNo,
  Instant,
} from '@esplanade/core/schema'
import type { ErasureStore, IdentityStore, MirrorRow, Store } from '@esplanade/core/store'
import { attributeFacts } from './attribute-facts.ts'
import { consentStatements } from './consent-statements.ts'
import { eventColumns } from './event-columns.ts'
import { type OwnAmounts, ownAmounts } from './foreign-amounts.ts'
import type { ReadConsent } from './raised-opt-ins.ts'
import { areOfErased, vendorKey } from './refuse-erased.ts'

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
  readonly consentOf: ReadConsent
}

export interface PageCounts {
  readonly contacts: number
  readonly events: number
  readonly duplicates: number
  /** Rows left out: events of nobody. */
  readonly rejected: number
  /** Rows left out since they are about people who were erased. */
  readonly erased: number
  /** Values that were not of their attribute's type and were left out. */
  readonly wrongValues: number
  /** Amounts in another currency than the hub's: kept as told, and in no sum. */
  readonly foreignAmounts: number
}

/**
 * Stores one pulled page: people, facts, consent and mirror, then the cursor, so that a kill at any
 * instant leaves either nothing of the page or a page that repeats without effect.
 */
export async function ingestPage(context: IngestContext, page: Page<PulledItem>): Promise<PageCounts> {
  const { store, connection, stream, consentOf } = context
  const checkpoint = JSON.stringify(page.checkpoint ?? null)
  const batch = batchId(context, page.items, checkpoint)
  const now = context.clock.now()
  return store.atomically(async () => {
    const { items, erased } = await withoutErased(store.state, page.items, connection)
    const contacts = items.filter(item => item.kind === 'contact')
    const gone = await knownGone(store.state, items, connection)
    const events = items.filter(item => item.kind === 'event')
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

    const amounts = known.map(({ event }) => ownAmounts(event.type, event.properties, context))
    const attributes = attributeFacts(context, contacts, ofContacts, now)
    const report = await store.facts.append({
      batch,
      receivedAt: now,
      attributes: attributes.facts,
      events: eventColumns(
        known.map(({ event }, index) => ({
          ...event,
          properties: (amounts[index] as OwnAmounts).properties,
        })),
        ofEvents,
        context,
      ),
    })
    await store.state.appendConsent(
      await consentStatements(store.state, contacts, connection, { now, consentOf }),
    )
    const filedUnder = (items: readonly PulledItem[], who: readonly Resolved[]) =>
      items.map((item, index): [PulledItem, IdentityNo] => [item, (who[index] as Resolved).identityNo])
    const identityOf = new Map([...filedUnder(contacts, ofContacts), ...filedUnder(gone, ofGone)])
    await store.state.saveMirror(mirrorRows(items, identityOf, connection, now))
    await store.state.saveCampaigns(
      page.items
        .filter(item => item.kind === 'campaign')
        .map(({ id, name, subject, channel, sentAt }) => ({
          connection,
          id,
          name,
          subject,
          channel,
          sentAt,
        })),
    )
    await store.state.saveProducts(
      page.items
        .filter(item => item.kind === 'product')
        .map(({ id, title, categories, price, currency, url, image, changedAt }) => ({
          connection,
          id,
          title,
          categories,
          price,
          currency,
          url,
          image,
          changedAt,
        })),
    )
    await store.state.saveCursor({ connection, stream }, checkpoint)
    return {
      contacts: contacts.length,
      events: report.events,
      duplicates: report.duplicates,
      rejected: events.length - known.length,
      erased,
      wrongValues: attributes.wrong,
      foreignAmounts: amounts.reduce((sum, { foreign }) => sum + foreign, 0),
    }
  })
}

/** Members that are gone make nobody: only those that the hub knows, or whose survivor the vendor names, matter. */
async function knownGone(
  store: IdentityStore,
  items: readonly PulledItem[],
  connection: ConnectionId,
): Promise<PulledGone[]> {
  const gone = items.filter(item => item.kind === 'gone')
  const met = new Set(items.flatMap(item => (item.kind === 'contact' ? [item.remoteId] : [])))
  const known = await store.findIdentities(gone.map(({ remoteId }) => vendorKey(remoteId, connection)))
  return gone.filter(
    ({ remoteId, mergedInto }, index) =>
      known[index] !== undefined || met.has(remoteId) || mergedInto !== undefined,
  )
}

const keysOf = (claims: readonly IdentityClaim[], connection: ConnectionId): IdentityKey[] =>
  claims.map(claim => normaliseIdentity(claim, connection)).filter(key => key !== undefined)

/** What a page says of people who were not erased. */
async function withoutErased(
  state: ErasureStore,
  items: readonly PulledItem[],
  connection: ConnectionId,
): Promise<{ readonly items: readonly PulledItem[]; readonly erased: number }> {
  const about = items.map((item): readonly IdentityKey[] => {
    if (item.kind === 'contact') return contactKeys(item, connection)
    if (item.kind === 'event') return keysOf(item.who, connection)
    return item.kind === 'gone' ? goneKeys(item, connection) : []
  })
  const erased = await areOfErased(state, about)
  const kept = items.filter((_, index) => !erased[index])
  return { items: kept, erased: items.length - kept.length }
}

const contactKeys = (contact: PulledContact, connection: ConnectionId): IdentityKey[] => [
  vendorKey(contact.remoteId, connection),
  ...keysOf(contact.identities, connection),
]

/** A merge at the vendor says that both ids are one person. */
const goneKeys = (item: PulledGone, connection: ConnectionId): IdentityKey[] =>
  item.mergedInto === undefined
    ? [vendorKey(item.remoteId, connection)]
    : [vendorKey(item.remoteId, connection), vendorKey(item.mergedInto, connection)]

/** The members as they came last: one that comes twice changed, or went, while we read. */
function mirrorRows(
  items: readonly PulledItem[],
  identityOf: ReadonlyMap<PulledItem, IdentityNo>,
  connection: ConnectionId,
  seenAt: Instant,
): MirrorRow[] {
  const rows = new Map<string, MirrorRow>()
  for (const item of items) {
    const identityNo = identityOf.get(item)
    if ((item.kind !== 'contact' && item.kind !== 'gone') || identityNo === undefined) continue
    const member = { connection, container: item.container, remoteId: item.remoteId, identityNo, seenAt }
    const row: MirrorRow =
      item.kind === 'gone'
        ? { ...member, email: null, fields: {}, consent: null, present: false }
        : {
            ...member,
            email: item.email,
            fields: item.fields,
            consent:
              item.consent.find(said => said.channel === 'email' && said.scope === 'global')?.status ?? null,
            present: true,
            ...(item.remoteStatus === undefined ? {} : { remoteStatus: item.remoteStatus }),
          }
    rows.set(`${item.container}\u0000${item.remoteId}`, row)
  }
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
