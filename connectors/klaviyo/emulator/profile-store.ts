import { comparePositions, type Position } from './collection-query.ts'
import { ApiError } from './json-api.ts'
import { neverMailed, neverSubscribed, type Profile, wholeSecond } from './profile.ts'

export interface Identifiers {
  readonly email?: string | null
  readonly phone_number?: string | null
  readonly external_id?: string | null
}

const SORT_KEYS = {
  id: profile => profile.id,
  created: profile => profile.created,
  updated: profile => profile.updated,
  email: profile => profile.email ?? '',
  'subscriptions.email.marketing.suppression.timestamp': profile =>
    profile.emailMarketing.suppressions.reduce((latest, { at }) => Math.max(latest, at), 0),
} satisfies Record<string, (profile: Profile) => string | number>
export type ProfileSort = keyof typeof SORT_KEYS
export const PROFILE_SORTS = Object.keys(SORT_KEYS) as ProfileSort[]

/** Every profile of the account, found by id and by each of its identifiers. */
export class ProfileStore {
  readonly #byId = new Map<string, Profile>()
  readonly #byIdentifier = new Map<string, Profile>()
  readonly #numbers = new Map<string, number>()
  readonly #byNumber: Profile[] = []
  #version = 0
  readonly #sorted = new Map<ProfileSort, { version: number; rows: Profile[] }>()

  get size(): number {
    return this.#byId.size
  }

  all(): IterableIterator<Profile> {
    return this.#byId.values()
  }

  get(id: string): Profile | undefined {
    return this.#byId.get(id)
  }

  byEmail(email: string): Profile | undefined {
    return this.#byIdentifier.get(identifierKey('email', email))
  }

  /** A small number for a profile, for columns that must stay compact; never reused. */
  numberOf(id: string): number | undefined {
    return this.#numbers.get(id)
  }

  byNumber(no: number): Profile | undefined {
    const profile = this.#byNumber[no]
    return profile && this.#byId.has(profile.id) ? profile : undefined
  }

  create(identifiers: Identifiers, created: number): Profile {
    const no = this.#byNumber.length
    const profile: Profile = {
      id: profileId(no),
      email: null,
      phoneNumber: null,
      externalId: null,
      attributes: {},
      location: {},
      properties: {},
      emailMarketing: neverMailed(),
      smsMarketing: neverSubscribed(),
      openTracking: null,
      created: wholeSecond(created),
      updated: wholeSecond(created),
      lastEvent: null,
    }
    this.#byId.set(profile.id, profile)
    this.#numbers.set(profile.id, no)
    this.#byNumber.push(profile)
    this.identify(profile, identifiers)
    return profile
  }

  remove(profile: Profile): void {
    this.identify(profile, { email: null, phone_number: null, external_id: null })
    this.#byId.delete(profile.id)
  }

  /** Gives a profile these identifiers; null takes one away. */
  identify(profile: Profile, identifiers: Identifiers): void {
    for (const [kind, field] of IDENTIFIER_FIELDS) {
      const value = identifiers[kind]
      if (value === undefined) continue
      const old = profile[field]
      if (old !== null) this.#byIdentifier.delete(identifierKey(kind, old))
      profile[field] = value
      if (value !== null) this.#byIdentifier.set(identifierKey(kind, value), profile)
    }
    this.changed()
  }

  /**
   * The one profile that these identifiers mean, if any. Identifiers of two profiles are the vendor's
   * 409 with the other profile's id.
   */
  resolve(id: string | undefined, identifiers: Identifiers): Profile | undefined {
    let found = id === undefined ? undefined : this.#byId.get(id)
    for (const [kind] of IDENTIFIER_FIELDS) {
      const value = identifiers[kind]
      const other = value ? this.#byIdentifier.get(identifierKey(kind, value)) : undefined
      if (other && found && other !== found) throw duplicate(other)
      found ??= other
    }
    return found
  }

  /** A profile that holds one of these identifiers is the vendor's 409 to whoever would make a new one. */
  refuseKnown(identifiers: Identifiers): void {
    const known = this.resolve(undefined, identifiers)
    if (known) throw duplicate(known)
  }

  /** Must follow every change of what a profile is sorted by. */
  changed(): void {
    this.#version += 1
  }

  sortedBy(sort: ProfileSort): readonly Profile[] {
    const cached = this.#sorted.get(sort)
    if (cached?.version === this.#version) return cached.rows
    const position = profilePosition(sort)
    const rows = [...this.#byId.values()].sort((a, b) => comparePositions(position(a), position(b)))
    this.#sorted.set(sort, { version: this.#version, rows })
    return rows
  }
}

export const profilePosition =
  (sort: ProfileSort) =>
  (profile: Profile): Position => [SORT_KEYS[sort](profile), profile.id]

const IDENTIFIER_FIELDS = [
  ['email', 'email'],
  ['phone_number', 'phoneNumber'],
  ['external_id', 'externalId'],
] as const satisfies readonly (readonly [keyof Identifiers, keyof Profile])[]

/** Addresses mean the same profile in any case. */
const identifierKey = (kind: keyof Identifiers, value: string): string =>
  kind === 'email' ? `email ${value.trim().toLowerCase()}` : `${kind} ${value}`

/** Shaped like the vendor's ULIDs, ascending in order of creation. */
const profileId = (no: number): string => `01KLAVIYO${no.toString(32).toUpperCase().padStart(17, '0')}`

const duplicate = (other: Profile): ApiError =>
  new ApiError(
    409,
    'duplicate_profile',
    'Conflict.',
    'A profile already exists with one of these identifiers.',
    { source: { pointer: '/data/attributes' }, meta: { duplicate_profile_id: other.id } },
  )
