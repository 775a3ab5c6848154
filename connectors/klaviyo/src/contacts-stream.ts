import { changesStream, days, hours, minutes, seconds, sweepStream } from '@esplanade/connector-kit'
import type { Context, KlaviyoStream } from './client.ts'
import { type KlaviyoProfile, pulledContact } from './contact.ts'
import { findProfiles } from './find-profiles.ts'
import { filterTime, type KlaviyoPage, walkCollection } from './pages.ts'
import { ROUTES } from './routes.ts'

const PAGE_SIZE = 100
/** Filters and shown times are in whole seconds. */
const TIE_MS = seconds(1)
/** A hundred thousand profiles are a thousand calls, a minute and a half of the tier. */
const SWEEP_EVERY_MS = days(7)

/**
 * Both walks, with how late a row may be found by its filter; how long that is, is not documented. Those
 * suppressed are few, and their opt-outs an invariant. They may have several times, so nothing can be said
 * of them before the end.
 */
const WALKS = [
  {
    name: 'updated',
    field: 'updated',
    tieMs: TIE_MS,
    lateMs: minutes(1),
    timeOf: ({ attributes }: KlaviyoProfile) => attributes.updated?.getTime(),
  },
  {
    name: 'suppressed',
    field: 'subscriptions.email.marketing.suppression.timestamp',
    stepwise: false,
    tieMs: hours(1),
    lateMs: hours(1),
    timeOf: (profile: KlaviyoProfile) => suppressionTimes(profile).toSorted((a, b) => b - a)[0],
  },
] as const

/**
 * Profiles by their last update, then those suppressed since: the vendor does not say that an opt-out
 * moves `updated`, and an opt-out must never be missed.
 */
export const contactsStream: KlaviyoStream = changesStream({
  name: 'contacts',
  walks: (context: Context) => {
    const told = new Set<string>()
    return WALKS.map(walk => ({
      ...walk,
      pages: (after, until) => changedProfiles(context, walk.field, after, until),
      itemsOf: ({ items }: KlaviyoPage<KlaviyoProfile>) =>
        items
          .filter(profile => isNews(profile, told))
          .flatMap(profile => pulledContact(profile, context.config)),
    }))
  },
})

/** The upper bound stands still, so that an account that changes all the time comes to an end. */
function changedProfiles(
  context: Context,
  field: (typeof WALKS)[number]['field'],
  after: number | undefined,
  until: number,
): AsyncGenerator<KlaviyoPage<KlaviyoProfile>> {
  const before = `less-than(${field},${filterTime(until + TIE_MS)})`
  const filter = after === undefined ? before : `greater-than(${field},${filterTime(after)}),${before}`
  const options = { filter, sort: field, pageSize: PAGE_SIZE }
  return walkCollection(context, ROUTES.profiles, ({ profiles }, page) =>
    profiles.getProfiles({ ...options, additionalFieldsProfile: ['subscriptions'], ...page }),
  )
}

/** False for a suppressed profile that this pull told already, in the same state. Bounded by the suppressed ones. */
function isNews(profile: KlaviyoProfile, told: Set<string>): boolean {
  const times = suppressionTimes(profile)
  if (times.length === 0) return true
  const key = [profile.id, profile.attributes.updated?.getTime(), ...times].join(' ')
  if (told.has(key)) return false
  told.add(key)
  return true
}

const suppressionTimes = ({ attributes }: KlaviyoProfile): number[] =>
  (attributes.subscriptions?.email?.marketing?.suppression ?? []).map(({ timestamp }) => timestamp.getTime())

/**
 * Profiles that were erased, or merged into another one, which deletes them as well: the vendor tells of
 * neither. The survivor of a merge comes with the next pull of contacts and has the other's identifiers.
 */
export const goneStream: KlaviyoStream = sweepStream({
  name: 'gone_profiles',
  everyMs: SWEEP_EVERY_MS,
  containers: async () => [''],
  async *present(context: Context) {
    const pages = walkCollection(context, ROUTES.profiles, ({ profiles }, page) =>
      profiles.getProfiles({ fieldsProfile: ['id'], pageSize: PAGE_SIZE, sort: 'id', ...page }),
    )
    for await (const { items } of pages) yield items.flatMap(({ id }) => id ?? [])
  },
  async confirm(context, _container, remoteIds) {
    const there = (await findProfiles(context, 'id', remoteIds)).map(({ id }) => id)
    const gone = remoteIds.filter(id => !there.includes(id))
    return gone.map(remoteId => ({ remoteId, reason: 'deleted' as const }))
  },
})
