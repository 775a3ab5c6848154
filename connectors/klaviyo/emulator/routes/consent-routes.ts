import type { EmulatorReply, EmulatorRequest } from '@esplanade/connector-kit/emulator'
import { subscribe, suppress, unsubscribe, unsubscribeFromList, unsuppress } from '../consent-rules.ts'
import { document, empty, invalid, isoTime, notFound, selfLink } from '../json-api.ts'
import type { KlaviyoAccount } from '../klaviyo-account.ts'
import type { KlaviyoList } from '../list-store.ts'
import type { Profile } from '../profile.ts'
import { checkEmail } from '../upsert-profile.ts'
import { isObject, type RequestResource, readResource, readResources, relatedId, route } from './route.ts'

const POINTER = '/data/attributes/profiles/data'
const MAX_SUBSCRIBED = 1_000
const MAX_UNSUBSCRIBED = 100
const MAX_SUPPRESSED = 100

/** All of these answer 202 and happen later. */
export const consentRoutes = [
  route('POST /api/profile-subscription-bulk-create-jobs', (request, account) => {
    const resource = readResource(request, 'profile-subscription-bulk-create-job')
    const list = findList(account, resource)
    const historical = resource.attributes?.historical_import === true
    const rows = readRows(resource, MAX_SUBSCRIBED).map(row => {
      const consentedAt = readConsentedAt(row)
      if (historical && !(consentedAt !== undefined && consentedAt < account.now)) {
        throw invalid('A historical import needs a consented_at in the past.', { pointer: POINTER })
      }
      return { email: readEmail(row, 'SUBSCRIBED'), consentedAt }
    })
    return later(account, at => {
      for (const { email, consentedAt } of rows) {
        const profile = findOrCreate(account, email, at)
        const optIn = list?.optInProcess ?? account.optInProcess
        if (optIn === 'double_opt_in' && !historical) {
          profile.emailMarketing.pending = { list: list?.id ?? null }
          continue
        }
        subscribe(profile, { at: consentedAt ?? at, now: at, method: 'API' })
        if (list) account.lists.join(list, profile.id, at)
      }
    })
  }),

  route('POST /api/profile-subscription-bulk-delete-jobs', (request, account) => {
    const resource = readResource(request, 'profile-subscription-bulk-delete-job')
    const list = findList(account, resource)
    const emails = readRows(resource, MAX_UNSUBSCRIBED).map(row => readEmail(row, 'UNSUBSCRIBED'))
    return later(account, at => {
      for (const email of emails) {
        const profile = findOrCreate(account, email, at)
        if (list?.members.has(profile.id)) {
          account.lists.leave(list, profile.id, at)
          unsubscribeFromList(profile, list.id, at)
        } else {
          // Who is not in the given list is unsubscribed of everything, with or without a list.
          unsubscribe(profile, at)
        }
      }
    })
  }),

  route('POST /api/profile-suppression-bulk-create-jobs', (request, account) => {
    const type = 'profile-suppression-bulk-create-job'
    const emails = readSuppressed(readResource(request, type))
    later(account, at => {
      for (const email of emails) suppress(findOrCreate(account, email, at), 'USER_SUPPRESSED', at)
    })
    return suppressionJob(request, account, type, emails.length)
  }),

  route('POST /api/profile-suppression-bulk-delete-jobs', (request, account) => {
    const type = 'profile-suppression-bulk-delete-job'
    const emails = readSuppressed(readResource(request, type))
    later(account, () => {
      for (const email of emails) {
        const profile = account.profileByEmail(email)
        if (profile) unsuppress(profile)
      }
    })
    return suppressionJob(request, account, type, emails.length)
  }),
]

function later(account: KlaviyoAccount, work: (at: number) => void): EmulatorReply {
  account.jobs.add(account.now + account.jobDelayMs, at => {
    work(at)
    account.profiles.changed()
  })
  return empty(202)
}

function findOrCreate(account: KlaviyoAccount, email: string, at: number): Profile {
  return account.profileByEmail(email) ?? account.profiles.create({ email }, at)
}

function findList(account: KlaviyoAccount, resource: RequestResource): KlaviyoList | undefined {
  const id = relatedId(resource, 'list')
  if (id === undefined) return undefined
  const list = account.lists.get(id)
  if (!list) throw notFound('list', id, { pointer: '/data/relationships/list/data/id' })
  return list
}

function readRows(resource: RequestResource, maximum: number): readonly RequestResource[] {
  return readResources(resource.attributes?.profiles, 'profile', { maximum, pointer: POINTER })
}

function readSuppressed(resource: RequestResource): string[] {
  return readRows(resource, MAX_SUPPRESSED).map(row => {
    checkEmail(row.attributes?.email, `${POINTER}/attributes/email`)
    return row.attributes.email
  })
}

/** The row's address; its channel object must say exactly what the operation does. */
function readEmail(row: RequestResource, consent: 'SUBSCRIBED' | 'UNSUBSCRIBED'): string {
  const email = row.attributes?.email
  checkEmail(email, `${POINTER}/attributes/email`)
  if (marketing(row).consent !== consent) {
    throw invalid(`subscriptions.email.marketing.consent must be ${consent}.`, { pointer: POINTER })
  }
  return email
}

function readConsentedAt(row: RequestResource): number | undefined {
  const text = marketing(row).consented_at
  return typeof text === 'string' ? Date.parse(text) : undefined
}

function marketing(row: RequestResource): Record<string, unknown> {
  const subscriptions = row.attributes?.subscriptions
  const email = isObject(subscriptions) ? subscriptions.email : undefined
  const found = isObject(email) ? email.marketing : undefined
  if (!isObject(found)) throw invalid('subscriptions.email.marketing is required.', { pointer: POINTER })
  return found
}

function suppressionJob(
  request: EmulatorRequest,
  account: KlaviyoAccount,
  type: string,
  total: number,
): EmulatorReply {
  const id = account.nextJobId()
  return document(202, {
    type,
    id,
    attributes: {
      status: 'queued',
      created_at: isoTime(account.now),
      total_count: total,
      completed_count: 0,
      completed_at: null,
      skipped_count: 0,
    },
    links: { self: selfLink(request, `/api/${type}s/${id}`) },
  })
}
