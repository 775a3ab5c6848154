import { type EmulatorWorld, Latest } from '@esplanade/connector-kit/emulator'
import { Catalogue } from './catalogue.ts'
import { canReceive, subscribe, suppress, unsubscribe, unsubscribeFromList } from './consent-rules.ts'
import { EventLog } from './event-log.ts'
import type { ImportFate, ImportJob } from './import-job.ts'
import { createJobQueue } from './job-queue.ts'
import { type KlaviyoList, ListStore, type OptInProcess } from './list-store.ts'
import { MetricStore } from './metric-store.ts'
import type { ConsentWord, FixedAttribute, LocationAttribute, Profile, SuppressionReason } from './profile.ts'
import { ProfileStore } from './profile-store.ts'

/** The private key that a fresh account knows. */
export const EMULATED_API_KEY = 'pk_emulated_00000000000000000000000000'

/** Time until an accepted job is done, when nobody sets another. */
const DEFAULT_JOB_DELAY_MS = 500

export interface SeedProfile {
  readonly email?: string
  /** E.164. */
  readonly phone_number?: string
  readonly external_id?: string
  readonly attributes?: Partial<Record<FixedAttribute, string>>
  readonly location?: Partial<Record<LocationAttribute, string | number>>
  readonly properties?: Readonly<Record<string, unknown>>
  readonly subscriptions?: SeedSubscriptions
  /** Milliseconds since 1970, as all times here. Now when absent. */
  readonly created?: number
  readonly updated?: number
}

interface SeedSubscriptions {
  readonly email?: { readonly consent: ConsentWord; readonly at?: number; readonly method?: string }
  readonly sms?: { readonly consent: ConsentWord; readonly at?: number }
  readonly openTracking?: { readonly consent: ConsentWord; readonly at: number }
  readonly suppressions?: readonly { readonly reason: SuppressionReason; readonly at: number }[]
}

export interface SeedEvent {
  /** The metric's name; made when the account has none such. */
  readonly metric: string
  /** Absent for somebody the account does not know. */
  readonly profileId?: string
  readonly at: number
  readonly properties?: Readonly<Record<string, unknown>>
  readonly uniqueId?: string
}

/** What the account holds about one address's e-mail consent. */
export interface EmailConsent {
  readonly consent: ConsentWord
  readonly canReceive: boolean
  readonly suppressions: readonly SuppressionReason[]
}

/** One Klaviyo account: seeded and inspected in the vendor's own words, past its API. */
export class KlaviyoAccount {
  apiKey = EMULATED_API_KEY
  readonly id = 'EmKlvy'
  organizationName = 'Emulated Shop'
  /** What a subscription without a list goes by. */
  optInProcess: OptInProcess = 'single_opt_in'
  jobDelayMs = DEFAULT_JOB_DELAY_MS
  readonly world: EmulatorWorld
  readonly profiles = new ProfileStore()
  readonly lists = new ListStore()
  readonly metrics: MetricStore
  readonly events = new EventLog()
  readonly jobs = createJobQueue()
  readonly imports = new Map<string, ImportJob>()
  readonly catalogue = new Catalogue()
  /** Metrics of events that would have started flows: those that were not backfilled. */
  readonly flows = new Latest<string>()
  /** Permissions of the key; null for all. */
  scopes: readonly string[] | null = null
  /** What becomes of the import that is taken on next. */
  nextImport: ImportFate = 'completes'
  #jobNo = 0

  constructor(world: EmulatorWorld) {
    this.world = world
    this.metrics = new MetricStore(world.clock.now())
  }

  get now(): number {
    return this.world.clock.now()
  }

  nextJobId(): string {
    this.#jobNo += 1
    return `job${this.#jobNo.toString().padStart(9, '0')}`
  }

  addProfile(seed: SeedProfile): Profile {
    const created = seed.created ?? this.now
    const { email, phone_number, external_id } = seed
    const profile = this.profiles.create({ email, phone_number, external_id } as typeof seed, created)
    Object.assign(profile.attributes, seed.attributes)
    Object.assign(profile.location, seed.location)
    Object.assign(profile.properties, seed.properties)
    seedSubscriptions(profile, seed.subscriptions ?? {}, created)
    profile.updated = Math.floor((seed.updated ?? created) / 1_000) * 1_000
    this.profiles.changed()
    return profile
  }

  /** Takes a profile away without a trace, as a privacy deletion does. */
  removeProfile(email: string): void {
    this.drop(this.#known(email))
  }

  drop(profile: Profile): void {
    for (const list of this.lists.all()) this.lists.leave(list, profile.id, this.now)
    this.profiles.remove(profile)
  }

  addMetric(name: string): string {
    return this.metrics.named(name).id
  }

  /** False when the event repeats one that is there: same metric, profile and unique id. */
  recordEvent(event: SeedEvent): boolean {
    const profile = event.profileId === undefined ? -1 : this.profiles.numberOf(event.profileId)
    if (profile === undefined) throw new Error(`No profile with id ${event.profileId} was seeded.`)
    const { no } = this.metrics.named(event.metric)
    const properties = event.properties ?? {}
    return this.events.add({ metric: no, profile, at: event.at, properties, uniqueId: event.uniqueId })
  }

  addList(list: { name: string; optInProcess?: OptInProcess }): KlaviyoList {
    const optInProcess = list.optInProcess ?? this.optInProcess
    return this.lists.create({ name: list.name, optInProcess, at: this.now })
  }

  addToList(name: string, profileId: string): void {
    this.lists.join(this.#list(name), profileId, this.now)
  }

  /** The person's own opt-in, a double one included. */
  subscribe(email: string, options: { at?: number; method?: string; list?: string } = {}): void {
    const profile = this.#known(email)
    const at = options.at ?? this.now
    subscribe(profile, { at, now: at, method: options.method ?? 'PREFERENCE_PAGE' })
    if (options.list !== undefined) this.lists.join(this.#list(options.list), profile.id, at)
    this.profiles.changed()
  }

  /** Of everything; with `list`, of that list only. */
  unsubscribe(email: string, options: { at?: number; list?: string } = {}): void {
    const profile = this.#known(email)
    const at = options.at ?? this.now
    if (options.list === undefined) unsubscribe(profile, at)
    else {
      const list = this.#list(options.list)
      this.lists.leave(list, profile.id, at)
      unsubscribeFromList(profile, list.id, at)
    }
    this.profiles.changed()
  }

  suppress(email: string, reason: SuppressionReason, at: number = this.now): void {
    suppress(this.#known(email), reason, at)
    this.profiles.changed()
  }

  /** Clicks the link in the mail of a double opt-in. */
  confirm(email: string): void {
    const profile = this.#known(email)
    const { pending } = profile.emailMarketing
    if (!pending) throw new Error('No double opt-in waits for this address.')
    subscribe(profile, { at: this.now, now: this.now, method: 'API' })
    profile.emailMarketing.doubleOptin = true
    const list = pending.list === null ? undefined : this.lists.get(pending.list)
    if (list) this.lists.join(list, profile.id, this.now)
    this.profiles.changed()
  }

  /** Ends an import before it did anything. */
  cancelImport(id: string): void {
    const job = this.imports.get(id)
    if (job) job.status = 'cancelled'
  }

  profileByEmail(email: string): Profile | undefined {
    return this.profiles.byEmail(email)
  }

  /** Addresses in a list; the profile's id where it has no address. Empty for a list that does not exist. */
  listMembers(name: string): Set<string> {
    const ids = this.lists.named(name)?.members.keys() ?? []
    return new Set([...ids].map(id => this.profiles.get(id)?.email ?? id))
  }

  consent(email: string): EmailConsent | undefined {
    const marketing = this.profiles.byEmail(email)?.emailMarketing
    if (!marketing) return undefined
    const suppressions = marketing.suppressions.map(({ reason }) => reason)
    return { consent: marketing.consent, canReceive: canReceive(marketing), suppressions }
  }

  /** Does all accepted work now, due or not, so that what follows sees its result. */
  settle(): void {
    this.jobs.runAll()
  }

  /** A copy of everything a client may change, for comparing before and after. */
  snapshot(): AccountSnapshot {
    return {
      profiles: structuredClone([...this.profiles.all()]),
      lists: Object.fromEntries(this.lists.all().map(list => [list.name, [...list.members.keys()]])),
      events: this.events.count,
    }
  }

  #known(email: string): Profile {
    const profile = this.profiles.byEmail(email)
    if (!profile) throw new Error('No profile with this address was seeded.')
    return profile
  }

  #list(name: string): KlaviyoList {
    const list = this.lists.named(name)
    if (!list) throw new Error(`No list named "${name}" was seeded.`)
    return list
  }
}

export interface AccountSnapshot {
  readonly profiles: readonly Profile[]
  readonly lists: Readonly<Record<string, readonly string[]>>
  readonly events: number
}

function seedSubscriptions(profile: Profile, seed: SeedSubscriptions, created: number): void {
  const { consent = 'NEVER_SUBSCRIBED', at = created, method = 'FORM' } = seed.email ?? {}
  if (consent === 'SUBSCRIBED') subscribe(profile, { at, now: at, method })
  if (consent === 'UNSUBSCRIBED') {
    // Who opted out had opted in before, and the vendor keeps that time.
    subscribe(profile, { at: created, now: created, method })
    unsubscribe(profile, at)
  }
  if (seed.sms) {
    const at = Math.floor((seed.sms.at ?? created) / 1_000) * 1_000
    Object.assign(profile.smsMarketing, { consent: seed.sms.consent, consentedAt: at, lastUpdated: at })
  }
  const { openTracking: { consent: tracked, at: trackedAt = created } = {} } = seed
  if (tracked) profile.openTracking = { consent: tracked, consentedAt: trackedAt, lastUpdated: trackedAt }
  for (const { reason, at } of seed.suppressions ?? []) suppress(profile, reason, at)
}
