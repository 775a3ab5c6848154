import type { Instant } from '@esplanade/connector-kit'
import type { EmulatorWorld } from '@esplanade/connector-kit/emulator'

export const EMULATED_API_KEY = 'xkeysib-emulated-0000000000000000000000000000'

export interface BrevoContact {
  readonly id: number
  /** Empty where it has none. */
  email: string
  emailBlacklisted: boolean
  smsBlacklisted: boolean
  readonly createdAt: number
  modifiedAt: number
  readonly attributes: Map<string, unknown>
  readonly listIds: Set<number>
}

export interface BrevoAttribute {
  readonly category: string
  readonly type: string
  readonly multiCategoryOptions?: string[]
}

export interface BrevoCampaign {
  readonly id: number
  readonly name: string
  readonly subject: string
  readonly sentAt: number
}

export interface BrevoEvent {
  readonly contactId: number
  readonly name: string
  readonly properties: Readonly<Record<string, unknown>>
}

/** What a fresh account has. */
const FIRST_ATTRIBUTES: readonly (readonly [string, BrevoAttribute])[] = [
  ['FIRSTNAME', { category: 'normal', type: 'text' }],
  ['LASTNAME', { category: 'normal', type: 'text' }],
  ['SMS', { category: 'normal', type: 'text' }],
]

/** One account, in memory: contacts by ids that grow, lists in folders, attributes with types. */
export class BrevoAccount {
  readonly contacts = new Map<number, BrevoContact>()
  readonly attributes = new Map(FIRST_ATTRIBUTES)
  readonly folders = new Map<number, string>([[1, 'Your first folder']])
  readonly lists = new Map<number, { readonly name: string; readonly folderId: number }>()
  readonly campaigns: BrevoCampaign[] = []
  /** The key that works. */
  apiKey = EMULATED_API_KEY
  readonly events: BrevoEvent[] = []
  readonly #world: EmulatorWorld
  readonly #byEmail = new Map<string, BrevoContact>()
  #lastId = 100

  constructor(world: EmulatorWorld) {
    this.#world = world
  }

  get now(): Instant {
    return this.#world.clock.now()
  }

  nextId(): number {
    this.#lastId += 1
    return this.#lastId
  }

  contactByEmail(email: string): BrevoContact | undefined {
    return this.#byEmail.get(email.toLowerCase())
  }

  /** Adds a contact; `at` is when it was made. One that is known by its number alone has no address. */
  addContact(contact: {
    readonly email?: string
    readonly emailBlacklisted?: boolean
    readonly attributes?: Readonly<Record<string, unknown>>
    readonly at?: number
  }): BrevoContact {
    const { email = '', emailBlacklisted = false, attributes = {}, at = this.now } = contact
    const added: BrevoContact = {
      id: this.nextId(),
      email: email.toLowerCase(),
      emailBlacklisted,
      smsBlacklisted: false,
      createdAt: at,
      modifiedAt: at,
      attributes: new Map(Object.entries(attributes)),
      listIds: new Set(),
    }
    this.contacts.set(added.id, added)
    if (email !== '') this.#byEmail.set(added.email, added)
    return added
  }

  changeAddress(contact: BrevoContact, email: string): void {
    this.#byEmail.delete(contact.email)
    contact.email = email.toLowerCase()
    contact.modifiedAt = this.now
    this.#byEmail.set(contact.email, contact)
  }

  deleteContact(contact: BrevoContact): void {
    this.contacts.delete(contact.id)
    this.#byEmail.delete(contact.email)
    const kept = this.events.filter(({ contactId }) => contactId !== contact.id)
    this.events.splice(0, this.events.length, ...kept)
  }

  listMembers(name: string): ReadonlySet<string> {
    const ids = [...this.lists].filter(([, list]) => list.name === name).map(([id]) => id)
    const members = [...this.contacts.values()].filter(({ listIds }) => ids.some(id => listIds.has(id)))
    return new Set(members.map(({ email }) => email))
  }
}
