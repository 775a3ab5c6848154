import type { EmulatorWorld } from '@esplanade/connector-kit/emulator'
import { takeSnapshot } from './account-snapshot.ts'
import { Audience } from './audience.ts'
import { type BatchOperation, BatchQueue, type OperationAnswer } from './batch-queue.ts'
import { type BounceType, Campaign, type Person } from './campaign.ts'
import { type Member, type MemberStatus, moveStatus, subscriberHash } from './member.ts'
import { DEFAULT_MERGE_FIELDS } from './merge-field.ts'
import type { Product, Store } from './order.ts'
import type {
  AudienceSeed,
  CampaignSeed,
  MemberChange,
  MemberSeed,
  MemberSnapshot,
  OrderSeed,
  ProductSeed,
  StoreSeed,
} from './seed.ts'
import { wholeSecond } from './vendor-time.ts'

/** The key that every emulated account accepts until `apiKeys` says otherwise. */
export const EMULATOR_API_KEY = 'emulator-key-us1'

/**
 * A Mailchimp account in memory. Tests and the demo fill it and look into it here, past the API.
 * Times are milliseconds since the epoch, cut to whole seconds as the vendor does.
 */
export class MailchimpAccount {
  readonly accountId = 'emulated-account'
  readonly apiKeys = new Set([EMULATOR_API_KEY])
  readonly audiences = new Map<string, Audience>()
  readonly campaigns = new Map<string, Campaign>()
  readonly stores = new Map<string, Store>()
  readonly batches: BatchQueue
  /** What the account pays for: `premium` accounts may have more merge fields. */
  plan: 'standard' | 'premium' = 'standard'
  /** How long a report takes to show what happened. That reports lag is from memory of the vendor's pages. */
  reportLagMs = 0
  readonly #world: EmulatorWorld
  readonly #people = new Map<string, Person>()
  #lastId = 0

  constructor(
    world: EmulatorWorld,
    run: (account: MailchimpAccount, operation: BatchOperation) => OperationAnswer,
  ) {
    this.#world = world
    this.batches = new BatchQueue(
      () => this.now(),
      operation => run(this, operation),
    )
  }

  now(): number {
    return wholeSecond(this.#world.clock.now())
  }

  nextId(): number {
    this.#lastId += 1
    return this.#lastId
  }

  /** New audiences have the merge fields that Mailchimp gives them, and those asked for. */
  addAudience(seed: AudienceSeed): Audience {
    const id = seed.id ?? `list${this.nextId()}`
    const audience = new Audience(id, seed.name, seed.doubleOptIn ?? false, this.now())
    for (const field of [...DEFAULT_MERGE_FIELDS, ...(seed.mergeFields ?? [])]) {
      audience.mergeFields.push({
        mergeId: audience.mergeFields.length + 1,
        name: field.name ?? field.tag,
        required: false,
        choices: [],
        ...field,
      })
    }
    this.audiences.set(id, audience)
    return audience
  }

  addMember(audienceId: string, seed: MemberSeed): Member {
    const audience = this.audience(audienceId)
    const status = seed.status ?? 'subscribed'
    const optedInAt = wholeSecond(seed.timestampOpt ?? this.now())
    const member = audience.create(seed.email, 'subscribed', optedInAt)
    moveStatus(member, status, seed.unsubscribedBy ?? 'person', optedInAt)
    if (seed.timestampOpt === undefined && status !== 'subscribed') member.timestampOpt = null
    member.mergeFields = { ...seed.mergeFields }
    member.language = seed.language ?? ''
    for (const name of seed.tags ?? []) this.tagMember(audienceId, seed.email, name)
    audience.changed(member, wholeSecond(seed.lastChanged ?? seed.timestampOpt ?? this.now()))
    return member
  }

  /** Somebody changes a member while nobody pulls: a person on a form, an admin in the web application. */
  changeMember(audienceId: string, email: string, change: MemberChange): Member {
    const audience = this.audience(audienceId)
    const member = this.known(audienceId, email)
    const at = wholeSecond(change.at ?? this.now())
    const [before, by] = [{ ...member }, change.by ?? 'person']
    if (change.status) moveStatus(member, change.status, by, at)
    if (change.mergeFields) member.mergeFields = { ...member.mergeFields, ...change.mergeFields }
    if (change.email) audience.rename(member, change.email)
    audience.changed(member, Math.max(at, member.lastChanged))
    audience.webhooks.changed(audience, before, member, by, at)
    return member
  }

  tagMember(audienceId: string, email: string, tag: string): void {
    const audience = this.audience(audienceId)
    const segment = audience.tagByName(tag) ?? audience.addSegment(this.nextId(), tag, this.now())
    audience.tag(this.known(audienceId, email), segment, this.now())
  }

  addCampaign(seed: CampaignSeed): Campaign {
    const id = seed.id ?? `campaign${this.nextId()}`
    const title = seed.title ?? seed.subject
    const campaign = new Campaign(id, seed.audienceId, seed.subject, title, wholeSecond(seed.sendTime))
    this.campaigns.set(id, campaign)
    return campaign
  }

  /** At the campaign's send time: the vendor keeps no other. */
  recordSend(campaignId: string, email: string): void {
    this.campaign(campaignId).send(this.person(email))
  }

  recordOpen(campaignId: string, email: string, at: number): void {
    this.#record(campaignId, email, { action: 'open', at: wholeSecond(at), detail: '' })
  }

  recordClick(campaignId: string, email: string, at: number, url: string): void {
    this.#record(campaignId, email, { action: 'click', at: wholeSecond(at), detail: url })
  }

  /** A hard bounce cleans the member. */
  recordBounce(campaignId: string, email: string, at: number, type: BounceType): void {
    this.#record(campaignId, email, { action: 'bounce', at: wholeSecond(at), detail: type })
    if (type === 'hard') this.#react(campaignId, email, 'cleaned', at)
  }

  recordUnsubscribe(campaignId: string, email: string, at: number, reason = 'None given'): void {
    const person = this.person(email)
    this.campaign(campaignId).unsubscribes.push({ person, at: wholeSecond(at), reason })
    this.#react(campaignId, email, 'unsubscribed', at)
  }

  recordComplaint(campaignId: string, email: string, at: number): void {
    const complaint = { id: this.nextId(), person: this.person(email), at: wholeSecond(at) }
    this.campaign(campaignId).complaints.push(complaint)
    this.#react(campaignId, email, 'unsubscribed', at)
  }

  addStore(seed: StoreSeed): Store {
    const id = seed.id ?? `store${this.nextId()}`
    const store = { id, audienceId: seed.audienceId, name: seed.name, currency: seed.currency ?? 'USD' }
    const added: Store = { ...store, orders: new Map(), products: new Map() }
    this.stores.set(id, added)
    return added
  }

  addProduct(storeId: string, seed: ProductSeed): Product {
    const { id = `product${this.nextId()}`, title, type = '', url = '', image = '', prices = [] } = seed
    const product = { id, title, type, url, image, prices }
    this.store(storeId).products.set(id, product)
    return product
  }

  /** Adding an order with a known id replaces it, as a shop does when it changes one. */
  addOrder(storeId: string, seed: OrderSeed): void {
    const store = this.store(storeId)
    const id = seed.id ?? `order${this.nextId()}`
    const customer = { id: subscriberHash(seed.email), email: seed.email }
    store.orders.set(id, {
      id,
      storeId,
      customer,
      total: seed.total,
      lines: seed.lines ?? [],
      financialStatus: seed.financialStatus ?? 'paid',
      processedAt: wholeSecond(seed.processedAt),
      updatedAt: wholeSecond(seed.updatedAt ?? seed.processedAt),
      cancelledAt: seed.cancelledAt === undefined ? null : wholeSecond(seed.cancelledAt),
    })
  }

  /** By hash, plain address or contact id. */
  member(audienceId: string, key: string): Member | undefined {
    return this.audience(audienceId).member(key)
  }

  /** The addresses that hold a tag, archived members left out. */
  tagMembers(audienceId: string, tag: string): Set<string> {
    const members = this.audience(audienceId).tagByName(tag)?.members ?? []
    return new Set([...members].filter(member => member.status !== 'archived').map(member => member.email))
  }

  snapshot(): MemberSnapshot[] {
    return takeSnapshot(this.audiences.values())
  }

  audience(id: string): Audience {
    const audience = this.audiences.get(id)
    if (!audience) throw new Error(`The account has no audience ${id}.`)
    return audience
  }

  campaign(id: string): Campaign {
    const campaign = this.campaigns.get(id)
    if (!campaign) throw new Error(`The account has no campaign ${id}.`)
    return campaign
  }

  store(id: string): Store {
    const store = this.stores.get(id)
    if (!store) throw new Error(`The account has no store ${id}.`)
    return store
  }

  known(audienceId: string, key: string): Member {
    const member = this.member(audienceId, key)
    if (!member) throw new Error(`The audience ${audienceId} has no such member.`)
    return member
  }

  person(email: string): Person {
    const hash = subscriberHash(email)
    const known = this.#people.get(hash)
    if (known) return known
    const person = { email, hash }
    this.#people.set(hash, person)
    return person
  }

  #record(campaignId: string, email: string, activity: Parameters<Campaign['record']>[1]): void {
    this.campaign(campaignId).record(subscriberHash(email), activity)
  }

  #react(campaignId: string, email: string, status: MemberStatus, at: number): void {
    const { audienceId } = this.campaign(campaignId)
    if (this.member(audienceId, email)) this.changeMember(audienceId, email, { status, by: 'person', at })
  }
}
