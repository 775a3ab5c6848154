import type { EmulatorRequest } from '@esplanade/connector-kit/emulator'
import { allowParameters, encodeCursor, readPageQuery, readSort, sparse } from '../collection-query.ts'
import { type Condition, type FilterFields, meets, parseFilter } from '../filter.ts'
import { collection, invalid, isoTime, type Resource, selfLink } from '../json-api.ts'
import type { KlaviyoAccount } from '../klaviyo-account.ts'
import type { Metric } from '../metric-store.ts'
import { profileResource } from '../profile-resource.ts'
import { route } from './route.ts'

const TIMES = ['greater-or-equal', 'greater-than', 'less-or-equal', 'less-than']
const EVENT_FILTERS: FilterFields = {
  metric_id: { single: ['equals'], list: ['equals'] },
  profile_id: { single: ['equals'] },
  datetime: { single: TIMES, type: 'date-time' },
  timestamp: { single: TIMES, type: 'number' },
}
const EVENT_PAGE = { standard: 200, maximum: 1_000 }
/** The operation's text says that no page holds more, whatever was asked for. */
const MOST_EVENTS_PER_PAGE = 200
const METRICS_PER_PAGE = 200

export const eventRoutes = [
  route('GET /api/metrics', (request, account) => {
    allowParameters(request, ['filter', 'page[cursor]', 'fields[metric]'])
    const metrics = account.metrics.all().slice(0, METRICS_PER_PAGE)
    return collection(
      request,
      metrics.map(metric => metricResource(request, metric)),
    )
  }),

  route('GET /api/events', (request, account) => {
    allowParameters(request, [
      'filter',
      'sort',
      'include',
      'page[size]',
      'page[cursor]',
      'fields[event]',
      'fields[profile]',
      'fields[metric]',
    ])
    const asked = readPageQuery(request, EVENT_PAGE)
    const size = Math.min(asked.size, MOST_EVENTS_PER_PAGE)
    const { descending } = readSort(request, ['datetime', 'timestamp'], 'datetime')
    const conditions = parseFilter(request.query.get('filter'), EVENT_FILTERS)
    const { numbers, more } = findEvents(account, conditions, {
      after: asked.after as [number, number] | undefined,
      size,
      descending,
    })
    const last = numbers.at(-1)
    const next = more && last !== undefined ? encodeCursor([account.events.atOf(last), last]) : null
    const data = numbers.map(no => eventResource(request, account, no))
    const reply = collection(request, data, next)
    const included = includedWith(request, account, numbers)
    return included ? { ...reply, body: { ...(reply.body as object), included } } : reply
  }),
]

/** The profiles and metrics of a page, each once; undefined where nobody asked for any. */
function includedWith(
  request: EmulatorRequest,
  account: KlaviyoAccount,
  numbers: readonly number[],
): Resource[] | undefined {
  const names = request.query.get('include')?.split(',')
  if (!names) return undefined
  const strange = names.find(name => name !== 'profile' && name !== 'metric')
  if (strange !== undefined) throw invalid(`'${strange}' cannot be included.`, { parameter: 'include' })
  const profiles = new Set(
    numbers.flatMap(no => account.profiles.byNumber(account.events.profileOf(no)) ?? []),
  )
  const metrics = new Set(numbers.map(no => account.metrics.byNumber(account.events.metricOf(no))))
  return [
    ...(names.includes('profile') ? [...profiles].map(profile => profileResource(request, profile)) : []),
    ...(names.includes('metric') ? [...metrics].map(metric => metricResource(request, metric)) : []),
  ]
}

function findEvents(
  account: KlaviyoAccount,
  conditions: readonly Condition[],
  page: { after: [number, number] | undefined; size: number; descending: boolean },
): { numbers: number[]; more: boolean } {
  const { events } = account
  const metrics = metricNumbers(account, conditions)
  const others = conditions.filter(({ field }) => field !== 'metric_id')
  const numbers: number[] = []
  for (const no of events.walk(page.after ?? firstPosition(others, page.descending), page.descending)) {
    const at = events.atOf(no)
    if (isBeyond(others, at, page.descending)) break
    if (metrics && !metrics.has(events.metricOf(no))) continue
    if (!others.every(condition => eventMeets(account, condition, no, at))) continue
    if (numbers.length === page.size) return { numbers, more: true }
    numbers.push(no)
  }
  return { numbers, more: false }
}

function eventMeets(account: KlaviyoAccount, condition: Condition, no: number, at: number): boolean {
  if (condition.field === 'datetime') return meets(condition, at)
  if (condition.field === 'timestamp') return meets(condition, at / 1_000)
  return meets(condition, account.profiles.byNumber(account.events.profileOf(no))?.id ?? null)
}

function metricNumbers(account: KlaviyoAccount, conditions: readonly Condition[]): Set<number> | undefined {
  const named = conditions.filter(({ field }) => field === 'metric_id')
  if (named.length === 0) return undefined
  return new Set(named.flatMap(({ values }) => values.map(id => account.metrics.byId(String(id))?.no ?? -1)))
}

/** Starts the walk at the lower bound, so that a page deep in the log costs no more than the first one. */
function firstPosition(conditions: readonly Condition[], descending: boolean): [number, number] | undefined {
  if (descending) return undefined
  const bound = conditions.find(
    ({ field, operator }) => field === 'datetime' && operator.startsWith('greater'),
  )
  return bound ? [Number(bound.values[0]), -1] : undefined
}

function isBeyond(conditions: readonly Condition[], at: number, descending: boolean): boolean {
  if (descending) return false
  return conditions.some(
    condition =>
      condition.field === 'datetime' && condition.operator.startsWith('less') && !meets(condition, at),
  )
}

function metricResource(request: EmulatorRequest, { id, name, integration, created }: Metric): Resource {
  return {
    type: 'metric',
    id,
    attributes: sparse(request, 'metric', {
      name,
      created: isoTime(created),
      updated: isoTime(created),
      integration: { object: 'integration', id: integration, name: integration, category: integration },
    }),
    links: { self: selfLink(request, `/api/metrics/${id}`) },
  }
}

/** No address: profile and metric are named in the relationships only. */
function eventResource(request: EmulatorRequest, account: KlaviyoAccount, no: number): Resource {
  const event = account.events.get(no)
  const id = `ev${no.toString(36).padStart(9, '0')}`
  const profile = account.profiles.byNumber(event.profile)
  const metric = account.metrics.byNumber(event.metric)
  return {
    type: 'event',
    id,
    attributes: sparse(request, 'event', {
      timestamp: event.at / 1_000,
      event_properties: { ...event.properties, $event_id: event.uniqueId },
      datetime: isoTime(event.at),
      uuid: `00000000-0000-4000-8000-${no.toString(16).padStart(12, '0')}`,
    }),
    relationships: {
      ...(profile ? { profile: { data: { type: 'profile', id: profile.id } } } : {}),
      metric: { data: { type: 'metric', id: metric.id } },
      attributions: { data: [] },
    },
    links: { self: selfLink(request, `/api/events/${id}`) },
  }
}
