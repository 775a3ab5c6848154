import type { EmulatorRequest } from '@esplanade/connector-kit/emulator'
import { allowParameters, readPageQuery, readSort, takePage } from '../collection-query.ts'
import { type Condition, type FilterFields, meets, parseFilter } from '../filter.ts'
import { ApiError, collection, document, invalid, notFound } from '../json-api.ts'
import type { Profile } from '../profile.ts'
import { profileResource } from '../profile-resource.ts'
import { PROFILE_SORTS, type ProfileSort, profilePosition } from '../profile-store.ts'
import { MAX_PROFILE_BYTES, type ProfileInput, upsertProfile } from '../upsert-profile.ts'
import { type RequestResource, readResource, route } from './route.ts'

const TIMES = ['greater-or-equal', 'greater-than', 'less-or-equal', 'less-than']
const ONE_OR_MANY = { single: ['equals'], list: ['any', 'equals'] }
const SUPPRESSION = 'subscriptions.email.marketing.suppression'
const LIST_SUPPRESSION = 'subscriptions.email.marketing.list_suppressions'

/** `x-klaviyo-filters` of GET /api/profiles: `updated` knows no "or equal". */
const FILTERS: FilterFields = {
  id: ONE_OR_MANY,
  email: ONE_OR_MANY,
  phone_number: ONE_OR_MANY,
  external_id: ONE_OR_MANY,
  created: { single: ['greater-than', 'less-than'], type: 'date-time' },
  updated: { single: ['greater-than', 'less-than'], type: 'date-time' },
  [`${SUPPRESSION}.reason`]: { single: ['equals'] },
  [`${SUPPRESSION}.timestamp`]: { single: TIMES, type: 'date-time' },
  [`${LIST_SUPPRESSION}.reason`]: { single: ['equals'] },
  [`${LIST_SUPPRESSION}.timestamp`]: { single: TIMES, type: 'date-time' },
  [`${LIST_SUPPRESSION}.list_id`]: { single: ['equals'] },
}

export const profileRoutes = [
  route('GET /api/profiles', (request, account) => {
    allowParameters(request, [
      'filter',
      'sort',
      'page[size]',
      'page[cursor]',
      'fields[profile]',
      'additional-fields[profile]',
    ])
    const page = readPageQuery(request, { standard: 20, maximum: 100 })
    const sort = readSort<ProfileSort>(request, PROFILE_SORTS, 'id')
    const conditions = parseFilter(request.query.get('filter'), FILTERS)
    const { rows, next } = takePage(
      account.profiles.sortedBy(sort.by),
      profilePosition(sort.by),
      page,
      sort.descending,
      profile => conditions.every(condition => profileMeets(profile, condition)),
    )
    return collection(
      request,
      rows.map(profile => profileResource(request, profile)),
      next,
    )
  }),

  route('GET /api/profiles/{id}', (request, account) => {
    const profile = account.profiles.get(request.params.id ?? '')
    if (!profile) throw notFound('profile', request.params.id ?? '')
    return document(200, profileResource(request, profile))
  }),

  route('POST /api/profiles', (request, account) => {
    checkSize(request)
    const input = readProfile(readResource(request, 'profile'))
    account.profiles.refuseKnown(input.attributes)
    const { profile } = upsertProfile(account.profiles, input, { nulls: 'clears', now: account.now })
    return document(201, profileResource(request, profile))
  }),

  route('POST /api/profile-import', (request, account) => {
    checkSize(request)
    const input = readProfile(readResource(request, 'profile'))
    const { profile, created } = upsertProfile(account.profiles, input, { nulls: 'clears', now: account.now })
    return document(created ? 201 : 200, profileResource(request, profile))
  }),

  route('PATCH /api/profiles/{id}', (request, account) => {
    checkSize(request)
    const input = readProfile(readResource(request, 'profile'))
    if (input.id !== request.params.id) {
      throw invalid('The id in the body must be the id in the path.', { pointer: '/data/id' })
    }
    const { profile } = upsertProfile(account.profiles, input, { nulls: 'clears', now: account.now })
    return document(200, profileResource(request, profile))
  }),
]

/** The parts of a profile's resource that a write reads. */
export function readProfile(resource: RequestResource): ProfileInput {
  return {
    ...(resource.id === undefined ? {} : { id: resource.id }),
    attributes: resource.attributes ?? {},
    ...(resource.meta === undefined ? {} : { meta: resource.meta }),
  }
}

function checkSize(request: EmulatorRequest): void {
  if (request.bodyBytes <= MAX_PROFILE_BYTES) return
  throw new ApiError(413, 'payload_too_large', 'Payload too large.', 'The payload may not exceed 100KB.')
}

function profileMeets(profile: Profile, condition: Condition): boolean {
  if (condition.field !== 'email') {
    return filterValues(profile, condition.field).some(value => meets(condition, value))
  }
  // Addresses mean the same profile in any case, here as in a write.
  const values = condition.values.map(value => String(value).toLowerCase())
  return meets({ ...condition, values }, profile.email?.toLowerCase() ?? null)
}

function filterValues(profile: Profile, field: string): (string | number | null)[] {
  const { suppressions, listSuppressions } = profile.emailMarketing
  switch (field) {
    case 'id':
      return [profile.id]
    case 'phone_number':
      return [profile.phoneNumber]
    case 'external_id':
      return [profile.externalId]
    case 'created':
      return [profile.created]
    case 'updated':
      return [profile.updated]
    case `${SUPPRESSION}.reason`:
      return suppressions.map(({ reason }) => reason)
    case `${SUPPRESSION}.timestamp`:
      return suppressions.map(({ at }) => at)
    case `${LIST_SUPPRESSION}.reason`:
      return listSuppressions.map(({ reason }) => reason)
    case `${LIST_SUPPRESSION}.timestamp`:
      return listSuppressions.map(({ at }) => at)
    case `${LIST_SUPPRESSION}.list_id`:
      return listSuppressions.map(({ list }) => list)
    default:
      throw new Error(`The filter field ${field} passed the check and has no value.`)
  }
}
