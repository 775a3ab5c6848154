/** Attributes that every profile has, by their names in the API and in the SDK. */
export const FIXED_FIELDS = {
  first_name: 'firstName',
  last_name: 'lastName',
  organization: 'organization',
  title: 'title',
  image: 'image',
  locale: 'locale',
} as const
export type FixedField = keyof typeof FIXED_FIELDS

export const LOCATION_PREFIX = 'location.'
export const LOCATION_FIELDS = [
  'address1',
  'address2',
  'city',
  'country',
  'region',
  'zip',
  'timezone',
] as const
export type LocationField = (typeof LOCATION_FIELDS)[number]

/** Names that the vendor keeps itself, and identifiers: writing those could make two people one. */
export const UNWRITABLE_FIELDS: ReadonlySet<string> = new Set([
  'id',
  'email',
  'phone_number',
  'external_id',
  'created',
  'updated',
  'last_event_date',
  'subscriptions',
])

/** What the vendor's names mean here. Everything else is a custom property under its own name. */
export const STANDARD_ATTRIBUTES: Readonly<Record<string, string>> = {
  first_name: 'first_name',
  last_name: 'last_name',
  organization: 'company',
  locale: 'language',
  'location.country': 'country',
  'location.region': 'region',
  'location.city': 'city',
  'location.zip': 'postal_code',
  'location.timezone': 'time_zone',
  created: 'signed_up_at',
}

export const isFixedField = (name: string): name is FixedField => Object.hasOwn(FIXED_FIELDS, name)

/** The part after `location.` where the vendor has such a part. */
export function locationField(name: string): LocationField | undefined {
  if (!name.startsWith(LOCATION_PREFIX)) return undefined
  return LOCATION_FIELDS.find(field => field === name.slice(LOCATION_PREFIX.length))
}
