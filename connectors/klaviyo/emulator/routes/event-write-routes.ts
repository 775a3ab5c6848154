import { ApiError, empty, invalid } from '../json-api.ts'
import type { KlaviyoAccount, SeedEvent } from '../klaviyo-account.ts'
import { type ProfileInput, upsertProfile } from '../upsert-profile.ts'
import { readProfile } from './profile-routes.ts'
import { isObject, readResource, readResources, route } from './route.ts'

const MAX_BULK_EVENTS = 1_000
const MAX_BULK_BYTES = 5_000_000
const MAX_EVENT_PROPERTIES = 400
const MAX_TEXT_BYTES = 100_000
const MAX_METRIC_CHARACTERS = 127
const YEAR_MS = 365 * 86_400_000
const EARLIEST = Date.UTC(2000, 0, 1)
const BULK = '/data/attributes/events-bulk-create/data'

export const eventWriteRoutes = [
  route('POST /api/events', (request, account) => {
    const { attributes = {} } = readResource(request, 'event')
    const event = readEvent(account, attributes, '/data/attributes')
    const holder = isObject(attributes.profile) ? attributes.profile.data : undefined
    // A repeat of a unique id is dropped without a word: the first one stays.
    record(account, event, readHolder(holder, '/data/attributes/profile/data'))
    return empty(202)
  }),

  route('POST /api/event-bulk-create-jobs', (request, account) => {
    if (request.bodyBytes > MAX_BULK_BYTES) {
      throw new ApiError(413, 'payload_too_large', 'Payload too large.', 'The payload may not exceed 5MB.')
    }
    const { attributes = {} } = readResource(request, 'event-bulk-create-job')
    const bounds = { maximum: MAX_BULK_EVENTS, pointer: BULK }
    const groups = readResources(attributes['events-bulk-create'], 'event-bulk-create', bounds)
    const read = groups.flatMap(({ attributes: group = {} }, at) => {
      const pointer = `${BULK}/${at}/attributes`
      const holder = isObject(group.profile) ? group.profile.data : undefined
      const profile = readHolder(holder, `${pointer}/profile/data`)
      const events = readResources(group.events, 'event', { maximum: MAX_BULK_EVENTS, pointer })
      return events.map(({ attributes: event = {} }, no) => ({
        profile,
        event: readEvent(account, event, `${pointer}/events/data/${no}/attributes`),
      }))
    })
    if (read.length > MAX_BULK_EVENTS) {
      throw invalid(`Ensure this field has no more than ${MAX_BULK_EVENTS} events.`, { pointer: BULK })
    }
    refuseRepeats(account, read)
    account.jobs.add(account.now + account.jobDelayMs, () => {
      for (const { event, profile } of read) recordLater(account, event, profile)
    })
    return empty(202)
  }),
]

type ReadEvent = Omit<SeedEvent, 'profileId'> & { readonly backfill: boolean }

function readEvent(
  account: KlaviyoAccount,
  attributes: Readonly<Record<string, unknown>>,
  pointer: string,
): ReadEvent {
  const { properties = {}, time, value, unique_id: uniqueId, backfill } = attributes
  const metric = nested(attributes.metric)
  if (typeof metric?.name !== 'string' || metric.name.length > MAX_METRIC_CHARACTERS) {
    throw invalid('A metric name of less than 128 characters is required.', {
      pointer: `${pointer}/metric/data/attributes/name`,
    })
  }
  if (!isObject(properties) || Object.keys(properties).length > MAX_EVENT_PROPERTIES) {
    throw invalid(`Expected at most ${MAX_EVENT_PROPERTIES} properties.`, {
      pointer: `${pointer}/properties`,
    })
  }
  for (const [name, text] of Object.entries(properties)) {
    if (typeof text !== 'string' || Buffer.byteLength(text) <= MAX_TEXT_BYTES) continue
    throw invalid('A string may not exceed 100KB.', { pointer: `${pointer}/properties/${name}` })
  }
  const at = typeof time === 'string' ? Date.parse(time) : account.now
  if (Number.isNaN(at) || at < EARLIEST || at > account.now + YEAR_MS) {
    throw invalid('The time must be after the year 2000 and at most a year ahead.', {
      pointer: `${pointer}/time`,
    })
  }
  return {
    metric: metric.name,
    at,
    backfill: backfill === true,
    properties: typeof value === 'number' ? { ...properties, $value: value } : properties,
    ...(typeof uniqueId === 'string' ? { uniqueId } : {}),
  }
}

function readHolder(holder: unknown, pointer: string): ProfileInput {
  if (!isObject(holder)) throw invalid('A profile is required.', { pointer })
  return readProfile(holder)
}

/** "The request will fail and no events will be processed": also for an event that is there already, the harder reading. */
function refuseRepeats(
  account: KlaviyoAccount,
  read: readonly { readonly event: ReadEvent; readonly profile: ProfileInput }[],
): void {
  const seen = new Set<string>()
  for (const { event, profile } of read) {
    if (event.uniqueId === undefined) continue
    const known = account.profiles.resolve(profile.id, profile.attributes)
    const no = known && account.profiles.numberOf(known.id)
    const key = JSON.stringify([event.metric, known?.id ?? profile, event.uniqueId])
    const there =
      no !== undefined && account.events.has(account.metrics.named(event.metric).no, no, event.uniqueId)
    if (there || seen.has(key)) {
      throw invalid('A unique_id is repeated for the same profile and metric.', { pointer: BULK })
    }
    seen.add(key)
  }
}

function record(account: KlaviyoAccount, { backfill, ...event }: ReadEvent, input: ProfileInput): void {
  const { profile } = upsertProfile(account.profiles, input, { nulls: 'clears', now: account.now })
  profile.lastEvent = Math.max(profile.lastEvent ?? event.at, event.at)
  const isNew = account.recordEvent({ ...event, profileId: profile.id })
  if (isNew && !backfill) account.flows.add(event.metric)
}

/** What was accepted is never confirmed: the event of a profile that is gone by then goes with it. */
function recordLater(account: KlaviyoAccount, event: ReadEvent, input: ProfileInput): void {
  try {
    record(account, event, input)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
  }
}

function nested(holder: unknown): Record<string, unknown> | undefined {
  const data = isObject(holder) ? holder.data : undefined
  return isObject(data) && isObject(data.attributes) ? data.attributes : undefined
}
