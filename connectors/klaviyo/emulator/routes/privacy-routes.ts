import { ApiError, document, empty, invalid, notFound, selfLink } from '../json-api.ts'
import type { KlaviyoAccount } from '../klaviyo-account.ts'
import { mergeProfiles } from '../merge-profiles.ts'
import type { Profile } from '../profile.ts'
import { isObject, readResource, readResources, route } from './route.ts'

const PROFILE = '/data/attributes/profile/data'

/** What ends a profile: erasure, and a merge into another one. Both are taken on and happen later. */
export const privacyRoutes = [
  route('POST /api/data-privacy-deletion-jobs', (request, account) => {
    const { attributes = {} } = readResource(request, 'data-privacy-deletion-job')
    const profile = isObject(attributes.profile) ? attributes.profile.data : undefined
    if (!isObject(profile)) throw invalid('A profile is required.', { pointer: PROFILE })
    const { email, phone_number: phone } = isObject(profile.attributes) ? profile.attributes : {}
    const given = [profile.id, email, phone].filter(one => typeof one === 'string')
    if (given.length !== 1) {
      throw invalid('Exactly one of id, email and phone_number is required.', { pointer: PROFILE })
    }
    const [name] = given
    // Nobody of that name is no error: there is nothing to delete, and no word about it.
    account.jobs.add(account.now + account.jobDelayMs, () => {
      for (const found of account.profiles.all()) {
        if (isNamed(found, String(name))) account.drop(found)
      }
    })
    return empty(202)
  }),

  route('POST /api/profile-merge', (request, account) => {
    const resource = readResource(request, 'profile-merge')
    const sources = readResources(resource.relationships?.profiles, 'profile', {
      maximum: 1,
      pointer: '/data/relationships/profiles/data',
    })
    const into = known(account, resource.id ?? '')
    const source = known(account, sources[0]?.id ?? '')
    if (source === into)
      throw new ApiError(409, 'conflict', 'Conflict.', 'A profile is not merged into itself.')
    account.jobs.add(account.now + account.jobDelayMs, at => {
      // Either may have been deleted meanwhile.
      if ([source, into].every(({ id }) => account.profiles.get(id))) mergeProfiles(account, source, into, at)
    })
    const self = selfLink(request, `/api/profiles/${into.id}`)
    return document(201, { type: 'profile', id: into.id, links: { self } })
  }),
]

const isNamed = ({ id, email, phoneNumber }: Profile, name: string): boolean =>
  id === name || phoneNumber === name || email?.toLowerCase() === name.toLowerCase()

function known(account: KlaviyoAccount, id: string): Profile {
  const profile = account.profiles.get(id)
  if (!profile) throw notFound('profile', id)
  return profile
}
