import type { Page, PulledItem, PullRequest, Stream } from '@esplanade/connector-kit'
import { z } from 'zod'
import { answered, type KlaviyoClient } from './client.ts'
import type { KlaviyoConfig } from './config.ts'
import { type KlaviyoProfile, pulledContact } from './contact.ts'
import { filterTime, type KlaviyoContext, type KlaviyoPage, walkCollection } from './pages.ts'
import { ROUTES } from './routes.ts'

const PAGE_SIZE = 100
const SECOND_MS = 1_000
/** A change may be found by a filter only some time after it was made. How long is not documented. */
const INDEX_LAG_MS = 60_000
/** Few profiles and an invariant: an opt-out may be this late. */
const LATE_OPT_OUT_MS = 3_600_000
const SUPPRESSED_AT = 'subscriptions.email.marketing.suppression.timestamp'

/** Where both walks begin, exclusively, in milliseconds by the vendor's clock. */
const checkpointSchema = z.object({ updated: z.number().optional(), suppressed: z.number().optional() })
type Checkpoint = z.output<typeof checkpointSchema>

/**
 * Profiles by their last update, then those suppressed since: the vendor does not say that an opt-out
 * moves `updated`, and an opt-out must never be missed.
 *
 * `updated` is shown in whole seconds, so in the middle of a walk the next one would begin a second
 * before the newest row seen; none that shares that second is lost. A finished walk has seen all that
 * was there when it began, by the vendor's own clock, less the lag of its index.
 */
export const contactsStream: Stream<KlaviyoConfig, KlaviyoClient> = {
  name: 'contacts',
  async *pull(context, request) {
    let checkpoint: Checkpoint = checkpointSchema.safeParse(request.checkpoint).data ?? {}
    const wanted = context.config.properties && new Set(context.config.properties)
    const told = new Set<string>()
    const page = (profiles: readonly KlaviyoProfile[]): Page<PulledItem> => ({
      items: profiles
        .filter(profile => isNews(profile, told))
        .flatMap(profile => pulledContact(profile, wanted) ?? []),
      checkpoint,
    })

    let begun: number | undefined
    for await (const { items, servedAt } of walk(context, 'updated', checkpoint.updated, request)) {
      begun ??= servedAt
      const newest = latest(items.map(({ attributes }) => attributes.updated))
      if (newest !== undefined) checkpoint = { ...checkpoint, updated: newest - SECOND_MS }
      yield page(items)
    }
    checkpoint = { ...checkpoint, ...(begun && { updated: Math.min(begun, request.until) - INDEX_LAG_MS }) }

    let newest: number | undefined
    for await (const { items } of walk(context, SUPPRESSED_AT, checkpoint.suppressed, request)) {
      newest = latest([newest, ...items.flatMap(suppressionTimes)])
      yield page(items)
    }
    const finished = begun ?? newest
    const suppressed = finished && Math.min(finished, request.until) - LATE_OPT_OUT_MS
    yield { items: [], checkpoint: { ...checkpoint, ...(suppressed && { suppressed }) } }
  },
}

/** The upper bound stands still, so that an account that changes all the time comes to an end. */
function walk(
  context: KlaviyoContext,
  field: 'updated' | typeof SUPPRESSED_AT,
  after: number | undefined,
  { until }: PullRequest,
): AsyncGenerator<KlaviyoPage<KlaviyoProfile>> {
  const before = `less-than(${field},${filterTime(until + SECOND_MS)})`
  const filter = after === undefined ? before : `greater-than(${field},${filterTime(after)}),${before}`
  return walkCollection(context, ROUTES.profiles, page =>
    answered(
      context.client.profiles.getProfiles({
        filter,
        sort: field,
        pageSize: PAGE_SIZE,
        additionalFieldsProfile: ['subscriptions'],
        ...page,
      }),
    ),
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

const suppressionTimes = (profile: KlaviyoProfile): number[] =>
  (profile.attributes.subscriptions?.email?.marketing?.suppression ?? []).map(({ timestamp }) =>
    timestamp.getTime(),
  )

function latest(times: readonly (Date | number | null | undefined)[]): number | undefined {
  const known = times.flatMap(time => (time === null || time === undefined ? [] : [Number(time)]))
  return known.length === 0 ? undefined : known.reduce((newest, time) => Math.max(newest, time))
}
