import type { Page, PulledItem, PullRequest, Stream } from '@esplanade/connector-kit'
import { z } from 'zod'
import { answered, type KlaviyoClient } from './client.ts'
import type { KlaviyoConfig } from './config.ts'
import { type KlaviyoProfile, pulledContact } from './contact.ts'
import { filterTime, type KlaviyoContext, walkPages } from './pages.ts'
import { ROUTES } from './routes.ts'

const PAGE_SIZE = 100
const SECOND_MS = 1_000
const SUPPRESSED_AT = 'subscriptions.email.marketing.suppression.timestamp'

/** Milliseconds by the vendor's clock: the newest `updated` seen, and the newest suppression of a finished walk. */
const checkpointSchema = z.object({ updated: z.number().optional(), suppressed: z.number().optional() })
type Checkpoint = z.output<typeof checkpointSchema>

/**
 * Profiles by their last update, then once more those suppressed since: the vendor does not say that an
 * opt-out moves `updated`, and an opt-out must never be missed.
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

    for await (const profiles of walkUpdated(context, checkpoint, request)) {
      const updated = newest(profiles.map(({ attributes }) => attributes.updated))
      checkpoint = { ...checkpoint, ...(updated === undefined ? {} : { updated }) }
      yield page(profiles)
    }

    let suppressed = checkpoint.suppressed
    for await (const profiles of walkSuppressed(context, checkpoint, request)) {
      suppressed = newest([suppressed, ...profiles.flatMap(suppressionTimes)], request.until)
      yield page(profiles)
    }
    checkpoint = { ...checkpoint, ...(suppressed === undefined ? {} : { suppressed }) }
    yield { items: [], checkpoint }
  },
}

/**
 * `updated` knows no "or equal" and shows whole seconds, so the walk starts a second early: rows of
 * the last second seen come again, and none that shares it is lost.
 */
function walkUpdated(context: KlaviyoContext, { updated }: Checkpoint, { until }: PullRequest) {
  const before = `less-than(updated,${filterTime(until + SECOND_MS)})`
  const filter =
    updated === undefined ? before : `greater-than(updated,${filterTime(updated - SECOND_MS)}),${before}`
  return walkProfiles(context, { filter, sort: 'updated' })
}

function walkSuppressed(context: KlaviyoContext, { suppressed }: Checkpoint, { until }: PullRequest) {
  const before = `less-than(${SUPPRESSED_AT},${filterTime(until + SECOND_MS)})`
  const filter =
    suppressed === undefined ? before : `greater-or-equal(${SUPPRESSED_AT},${filterTime(suppressed)}),${before}`
  return walkProfiles(context, { filter, sort: SUPPRESSED_AT })
}

function walkProfiles(
  context: KlaviyoContext,
  query: { filter: string; sort: 'updated' | typeof SUPPRESSED_AT },
): AsyncGenerator<readonly KlaviyoProfile[]> {
  return walkPages(context, ROUTES.profiles, pageCursor =>
    answered(
      context.client.profiles.getProfiles({
        ...query,
        pageSize: PAGE_SIZE,
        additionalFieldsProfile: ['subscriptions'],
        ...(pageCursor === undefined ? {} : { pageCursor }),
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
  (profile.attributes.subscriptions?.email?.marketing?.suppression ?? []).map(({ timestamp }) => timestamp.getTime())

/** A time ahead of the pull's bound must not carry the checkpoint along: what lies between would be lost. */
function newest(
  times: readonly (Date | number | null | undefined)[],
  bound = Number.POSITIVE_INFINITY,
): number | undefined {
  const known = times.flatMap(time => (time === null || time === undefined ? [] : [Number(time)]))
  const within = known.filter(time => time <= bound)
  return within.length === 0 ? undefined : within.reduce((latest, time) => Math.max(latest, time))
}
