import { ApiError, invalid, notFound } from './json-api.ts'
import { FIXED_ATTRIBUTES, LOCATION_ATTRIBUTES, type Profile, wholeSecond } from './profile.ts'
import type { Identifiers, ProfileStore } from './profile-store.ts'

/** A profile as a request writes it; everything is checked here, as the vendor does per row. */
export interface ProfileInput {
  readonly id?: string | undefined
  readonly attributes: Readonly<Record<string, unknown>>
  readonly meta?: { readonly patch_properties?: PatchProperties } | null | undefined
}

interface PatchProperties {
  readonly append?: Readonly<Record<string, unknown>> | null
  readonly unappend?: Readonly<Record<string, unknown>> | null
  readonly unset?: string | readonly string[] | null
}

/** Bulk import ignores a null; the single calls clear with it. */
export type NullMeaning = 'clears' | 'ignored'

export const MAX_PROFILE_BYTES = 100_000

/** Creates or updates one profile. Throws `ApiError` and changes nothing when the input is not valid. */
export function upsertProfile(
  store: ProfileStore,
  input: ProfileInput,
  { nulls, now }: { nulls: NullMeaning; now: number },
): { profile: Profile; created: boolean } {
  const attributes = withoutNulls(input.attributes, nulls)
  checkAttributes(attributes)
  const identifiers: Identifiers = attributes
  if (input.id !== undefined && !store.get(input.id)) {
    throw notFound('profile', input.id, { pointer: '/data/id' })
  }
  const existing = store.resolve(input.id, identifiers)
  if (!existing && !identifiers.email && !identifiers.phone_number && !identifiers.external_id) {
    throw invalid(
      'One or more of the following identifiers is required: id, email, phone_number, external_id.',
      {
        pointer: '/data/attributes',
      },
    )
  }
  const profile = existing ?? store.create(identifiers, now)
  if (existing) store.identify(profile, identifiers)
  writeAttributes(profile, attributes, nulls)
  patchProperties(profile, input.meta?.patch_properties ?? {})
  profile.updated = wholeSecond(now)
  store.changed()
  return { profile, created: !existing }
}

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/
const PHONE = /^\+[1-9]\d{6,14}$/

export function checkEmail(email: unknown, pointer: string): asserts email is string {
  if (typeof email !== 'string' || !EMAIL.test(email)) throw invalid('Invalid email address', { pointer })
}

function checkAttributes(attributes: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(attributes)) {
    const pointer = `/data/attributes/${name}`
    if (!KNOWN.has(name))
      throw invalid(`'${name}' is not a valid field for the resource 'profile'.`, { pointer })
    if (value === null) continue
    if (name === 'location' || name === 'properties') {
      if (typeof value !== 'object' || Array.isArray(value))
        throw invalid('Not a valid mapping.', { pointer })
    } else if (typeof value !== 'string') throw invalid('Not a valid string.', { pointer })
    if (name === 'email') checkEmail(value, pointer)
    if (name === 'phone_number' && !(typeof value === 'string' && PHONE.test(value))) {
      throw invalid('Invalid phone number format (Example of a valid format: +12345678901)', { pointer })
    }
  }
  if (Buffer.byteLength(JSON.stringify(attributes)) > MAX_PROFILE_BYTES) {
    throw new ApiError(413, 'payload_too_large', 'Payload too large.', 'A profile may not exceed 100KB.')
  }
}

const KNOWN: ReadonlySet<string> = new Set([
  ...FIXED_ATTRIBUTES,
  'email',
  'phone_number',
  'external_id',
  '_kx',
  'location',
  'properties',
])

function writeAttributes(
  profile: Profile,
  attributes: Readonly<Record<string, unknown>>,
  nulls: NullMeaning,
): void {
  for (const name of FIXED_ATTRIBUTES) assign(profile.attributes, name, attributes[name])
  const location = attributes.location === null ? {} : (attributes.location as object | undefined)
  if (attributes.location === null) for (const name of LOCATION_ATTRIBUTES) delete profile.location[name]
  for (const [name, value] of Object.entries(location ?? {})) {
    if (value !== null || nulls === 'clears') assign(profile.location, name, value)
  }
  for (const [name, value] of Object.entries((attributes.properties as object | undefined) ?? {})) {
    // A property set to null stays as a property without a value; only `unset` removes it.
    if (value !== null || nulls === 'clears') profile.properties[name] = value
  }
}

function assign(into: object, name: string, value: unknown): void {
  const record = into as Record<string, unknown>
  if (value === null) delete record[name]
  else if (value !== undefined) record[name] = value
}

function patchProperties(profile: Profile, patch: PatchProperties): void {
  for (const [name, value] of Object.entries(patch.append ?? {})) {
    profile.properties[name] = [...listOf(profile.properties[name]), ...listOf(value)]
  }
  for (const [name, value] of Object.entries(patch.unappend ?? {})) {
    const gone = listOf(value)
    profile.properties[name] = listOf(profile.properties[name]).filter(item => !gone.includes(item))
  }
  for (const name of listOf(patch.unset ?? [])) delete profile.properties[String(name)]
}

const listOf = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]

function withoutNulls(
  attributes: Readonly<Record<string, unknown>>,
  nulls: NullMeaning,
): Readonly<Record<string, unknown>> {
  if (nulls === 'clears') return attributes
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== null))
}
