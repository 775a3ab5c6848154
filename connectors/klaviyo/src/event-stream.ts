import { followChanges, hours, instant, type PulledEvent, seconds } from '@esplanade/connector-kit'
import { z } from 'zod'
import { asSent, type Context, type KlaviyoStream } from './client.ts'
import { eventProperties } from './event-properties.ts'
import { type EventStream, metricsOf } from './event-types.ts'
import { type CollectionBody, filterText, filterTime, type KlaviyoPage, walkCollection } from './pages.ts'
import { ROUTES } from './routes.ts'

/** The description allows 1,000 and the operation's own text says that 200 is the most. */
const PAGE_SIZE = 200
/** Events may reach the vendor late; how late it does not say. */
const LATE_MS = hours(1)

/** Where the next walk begins, in milliseconds by the vendor's clock, and which metrics were read up to there. */
const checkpointSchema = z.object({ from: z.number(), metrics: z.array(z.string()) })

/**
 * Events of some metrics in order of time. The next pull begins an hour before this one's newest event,
 * or, once this one is finished, an hour before it began: repeats carry the same id and change nothing.
 * A metric that is new, in the account or in the configuration, is read from the beginning first.
 */
export function eventStream(name: EventStream): KlaviyoStream {
  return {
    name,
    async *pull(context, { checkpoint, since, until }) {
      const metrics = await resolveMetrics(context, metricsOf(name, context.config))
      const known = checkpointSchema.safeParse(checkpoint).data
      const ids = [...metrics.keys()]
      const fresh = known ? ids.filter(id => !known.metrics.includes(id)) : []
      if (known && fresh.length > 0) {
        for await (const { items } of walkEvents(context, fresh, since, known.from)) {
          // Only the whole of the past makes these metrics known, so the checkpoint stays until then.
          yield { items: pulledEvents(items, metrics), checkpoint: known }
        }
      }
      const start = known?.from ?? since
      const walk = { from: start, until, tieMs: LATE_MS, lateMs: LATE_MS, timeOf }
      for await (const { page, from } of followChanges(walk, walkEvents(context, ids, start, until))) {
        const items = pulledEvents(page?.items ?? [], metrics)
        yield { items, checkpoint: { from: from ?? start, metrics: ids } }
      }
    },
  }
}

interface MetricMeaning {
  readonly metric: string
  readonly type: string
}

/** Metric ids are the account's own; two integrations may each have a metric of the same name. */
async function resolveMetrics(
  context: Context,
  types: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, MetricMeaning>> {
  const found = new Map<string, MetricMeaning>()
  const pages = walkCollection(context, ROUTES.metrics, ({ metrics }, page) => metrics.getMetrics(page))
  for await (const { items } of pages) {
    for (const { id, attributes } of items) {
      const metric = attributes.name ?? ''
      const type = types.get(metric)
      if (type !== undefined) found.set(id, { metric, type })
    }
  }
  return found
}

/** An event as the vendor sends it. */
interface KlaviyoEvent {
  readonly id: string
  readonly attributes: {
    readonly datetime?: string | null
    readonly event_properties?: Readonly<Record<string, unknown>> | null
  }
  readonly relationships?: {
    readonly profile?: { readonly data?: { readonly id: string } | null }
    readonly metric?: { readonly data?: { readonly id: string } | null }
  }
}

const timeOf = ({ attributes }: KlaviyoEvent): number | undefined =>
  attributes.datetime ? Date.parse(attributes.datetime) : undefined

async function* walkEvents(
  context: Context,
  metricIds: readonly string[],
  from: number,
  until: number,
): AsyncGenerator<KlaviyoPage<KlaviyoEvent>> {
  // A shop that never sent a mail has none of the mail metrics, and a filter without any is refused.
  if (metricIds.length === 0) return
  const filter = [
    `equals(metric_id,[${metricIds.map(filterText).join(',')}])`,
    `greater-or-equal(datetime,${filterTime(from)})`,
    `less-than(datetime,${filterTime(until + seconds(1))})`,
  ].join(',')
  const options = { filter, sort: 'datetime', pageSize: PAGE_SIZE } as const
  yield* walkCollection(context, ROUTES.events, ({ eventsAsSent }, page) =>
    asSent<CollectionBody<KlaviyoEvent>>(
      eventsAsSent.getEvents({ ...options, fieldsEvent: ['datetime', 'event_properties'], ...page }),
    ),
  )
}

/** An event of nobody the account knows has no profile, and cannot be anybody's here. */
function pulledEvents(
  events: readonly KlaviyoEvent[],
  metrics: ReadonlyMap<string, MetricMeaning>,
): PulledEvent[] {
  return events.flatMap((event): PulledEvent[] => {
    const { profile, metric } = event.relationships ?? {}
    const meaning = metrics.get(metric?.data?.id ?? '')
    const at = timeOf(event)
    if (!profile?.data || !meaning || at === undefined) return []
    const bag = event.attributes.event_properties ?? {}
    return [pulledEvent(event.id, instant(at), profile.data.id, meaning, bag)]
  })
}

/** As the pull and a webhook tell it. */
export const pulledEvent = (
  sourceId: string,
  at: PulledEvent['at'],
  profile: string,
  { metric, type }: MetricMeaning,
  bag: Readonly<Record<string, unknown>>,
): PulledEvent => ({
  kind: 'event',
  type,
  sourceId,
  at,
  who: [{ kind: 'vendor', value: profile }],
  properties: eventProperties(type, metric, bag),
})
