import type { EmulatorWorld } from '@esplanade/connector-kit/emulator'
import { type HubspotSnapshot, takeSnapshot } from './account-snapshot.ts'
import { AccountTerms } from './account-terms.ts'
import { ContactBook } from './contact-book.ts'
import { CustomEventStore } from './custom-event-store.ts'
import type { EmailCampaign } from './email-campaign.ts'
import { type EmailEvent, EmailEventLog } from './email-event-log.ts'
import { ErasureQueue } from './erasure-queue.ts'
import { ListStore, type ProcessingType } from './list-store.ts'
import { createStore, type ObjectType } from './object-stores.ts'
import { dealProperties, type NewDeal, type NewOrder, OrderBook, orderProperties } from './order-book.ts'
import { FIELD_TYPES, type PropertyDefinition, type PropertyType } from './property-catalog.ts'
import type { RecordStore, RecordVersion } from './record-store.ts'
import {
  type StatusChange,
  SubscriptionLedger,
  type SubscriptionStatus,
  type SubscriptionSummary,
} from './subscription-ledger.ts'

/** One emulated HubSpot account, in the vendor's own terms. All times are milliseconds since the epoch. */
export class HubspotAccount extends AccountTerms {
  readonly portalId = 62_515
  readonly currency = 'USD'
  readonly contacts = createStore('contacts')
  readonly orders = createStore('orders')
  readonly deals = createStore('deals')
  readonly products = createStore('products')
  readonly customEvents = new CustomEventStore(this.portalId)
  readonly lists = new ListStore()
  readonly subscriptions = new SubscriptionLedger()
  readonly emailEvents = new EmailEventLog()
  readonly campaigns = new Map<number, EmailCampaign>()
  readonly book = new ContactBook(this.contacts)
  readonly #books = { orders: new OrderBook(this.orders), deals: new OrderBook(this.deals) }
  readonly #clock: EmulatorWorld['clock']
  readonly erasures = new ErasureQueue()
  #nextId = 101

  constructor(world: Pick<EmulatorWorld, 'clock'>) {
    super()
    this.#clock = world.clock
    this.addSubscriptionType({ id: '1', name: 'Marketing Information' })
  }

  get now(): number {
    return this.#clock.now()
  }

  store(type: ObjectType): RecordStore {
    return this[type]
  }

  addProperty(
    given: Pick<PropertyDefinition, 'name'> & Partial<PropertyDefinition>,
    objectType: ObjectType = 'contacts',
  ): void {
    const type: PropertyType = given.type ?? 'string'
    this.store(objectType).catalog.add({
      label: given.name,
      type,
      fieldType: FIELD_TYPES[type],
      groupName: 'contactinformation',
      options: [],
      hubspotDefined: false,
      readOnly: false,
      createdAt: this.now,
      ...given,
    })
  }

  /** Returns the new contact's id. Its address must be free. */
  addContact(contact: {
    readonly email?: string
    readonly properties?: Readonly<Record<string, string>>
    readonly createdAt?: number
    readonly modifiedAt?: number
    readonly subscriptions?: Readonly<Record<string, SubscriptionStatus>>
  }): string {
    const { email, properties, createdAt = this.now, modifiedAt = createdAt } = contact
    const values = { ...properties, ...(email !== undefined && { email: email.toLowerCase() }) }
    const id = this.#newId()
    this.book.add({ id, properties: values, createdAt, modifiedAt, archivedAt: null }, this.now)
    for (const [typeId, status] of Object.entries(contact.subscriptions ?? {})) {
      if (email !== undefined) this.setSubscription(email, typeId, status, createdAt)
    }
    return id
  }

  updateContact(id: string, values: Readonly<Record<string, string>>, at = this.now): RecordVersion {
    return this.book.update(id, values, at, this.now)
  }

  archiveContact(id: string): void {
    const { id: archived } = this.book.archive(id, this.now)
    this.lists.replaceMember(archived, null)
    this.erasures.archive(archived, this.now)
  }

  /** The contact goes to the archive at once and is erased, with its mail, some seconds later. */
  eraseContact(id: string): void {
    if (this.contacts.get(id)?.archivedAt === null) this.archiveContact(id)
    this.erasures.ask(id, this.now)
  }

  /** Does what `eraseContact` accepted and is due, and empties the archive of what is 90 days old. */
  eraseDue(): void {
    for (const id of this.erasures.takeAsked(this.now)) this.eraseNow(id)
    for (const id of this.erasures.takeExpired(this.now)) {
      const archived = this.contacts.get(id)
      if (archived?.id === id && archived.archivedAt !== null) this.book.erase(id)
    }
  }

  eraseNow(id: string): void {
    const contact = this.contacts.get(id)
    if (contact === undefined) return
    this.lists.replaceMember(contact.id, null)
    this.book.erase(contact.id)
    if (contact.properties.email !== undefined) this.emailEvents.forget(contact.properties.email)
  }

  mergeContacts(primaryId: string, otherId: string): RecordVersion {
    const { merged, gone } = this.book.merge(primaryId, otherId, this.#newId(), this.now)
    for (const old of gone) this.lists.replaceMember(old, merged.id)
    return merged
  }

  addSubscriptionType(type: {
    readonly id: string
    readonly name: string
    readonly description?: string
  }): void {
    this.subscriptions.types.set(type.id, { description: type.name, createdAt: this.now, ...type })
    const name = `hs_email_optout_${type.id}`
    this.addProperty({ name, type: 'bool', readOnly: true, hubspotDefined: true })
  }

  setSubscription(email: string, typeId: string, status: SubscriptionStatus, at = this.now): StatusChange {
    if (!this.subscriptions.types.has(typeId)) throw new RangeError(`No subscription type ${typeId}.`)
    const change = this.subscriptions.set(email, typeId, status, at)
    if (change !== 'NO_STATUS_CHANGE') this.#showConsent(email, at)
    return change
  }

  optOutOfAll(email: string, at = this.now): StatusChange {
    const change = this.subscriptions.optOutOfAll(email, at)
    if (change !== 'NO_STATUS_CHANGE') this.#showConsent(email, at)
    return change
  }

  addEmailCampaign(campaign: EmailCampaign): void {
    this.campaigns.set(campaign.id, { updatedAt: this.now, ...campaign })
  }

  /** A hard bounce marks the contact; an unsubscribe (STATUSCHANGE) or complaint opts the address out of all. */
  recordEmailEvent(event: EmailEvent): void {
    this.emailEvents.add(event)
    if (event.type === 'STATUSCHANGE' || event.type === 'SPAMREPORT')
      this.optOutOfAll(event.recipient, event.at)
    const id = this.contactByEmail(event.recipient)?.id
    if (event.type === 'BOUNCE' && event.bounce !== 'soft' && id !== undefined) {
      this.updateContact(id, { hs_email_hard_bounce_reason_enum: 'UNKNOWN_USER' }, event.at)
    }
  }

  addProduct(properties: Readonly<Record<string, string>>): string {
    const [id, now] = [this.#newId(), this.now]
    this.products.insert({ id, properties, createdAt: now, modifiedAt: now, archivedAt: null }, now)
    return id
  }

  /** Returns the new order's id. */
  addOrder(order: NewOrder): string {
    return this.#books.orders.add(this.#newId(), order, orderProperties(order, this.currency), this.now)
  }

  /** Returns the new deal's id. */
  addDeal(deal: NewDeal): string {
    return this.#books.deals.add(this.#newId(), deal, dealProperties(deal, this.currency), this.now)
  }

  updateOrder(
    id: string,
    values: Readonly<Record<string, string>>,
    type: 'orders' | 'deals' = 'orders',
  ): void {
    this.#books[type].update(id, values, this.now)
  }

  archiveOrder(id: string): void {
    this.orders.write(id, { archivedAt: this.now }, this.now)
  }

  /** Living contacts of an order or deal, merges followed. */
  contactsOf(type: 'orders' | 'deals', id: string): readonly string[] {
    const contacts = this.#books[type].contactsOf(id).map(contactId => this.contacts.get(contactId))
    return contacts.flatMap(contact => (contact && contact.archivedAt === null ? [contact.id] : []))
  }

  addList(list: { readonly name: string; readonly processingType?: ProcessingType }): string {
    return this.lists.add(list.name, list.processingType ?? 'MANUAL', this.now).listId
  }

  /** By primary or secondary address. */
  contactByEmail(email: string): RecordVersion | undefined {
    return this.book.byEmail(email)
  }

  /** Addresses (or ids, where there is none) of a list's members; undefined for no such list. */
  listMembers(name: string): ReadonlySet<string> | undefined {
    const list = this.lists.byName(name)
    return list && new Set([...list.members.keys()].map(id => this.contacts.get(id)?.properties.email ?? id))
  }

  subscription(email: string): SubscriptionSummary {
    return this.subscriptions.summary(email)
  }

  snapshot(): HubspotSnapshot {
    return takeSnapshot(this)
  }

  /** The contact's own read-only properties follow what its primary address said. */
  #showConsent(email: string, at: number): void {
    const contact = this.contactByEmail(email)
    if (contact === undefined || contact.properties.email !== email.toLowerCase()) return
    this.updateContact(contact.id, this.subscriptions.optOutProperties(email), at)
  }

  #newId(): string {
    return String(this.#nextId++)
  }
}
