import type { Page, PulledEvent, PulledItem, Stream } from '@esplanade/connector-kit'
import { z } from 'zod'
import { answered, type KlaviyoClient } from './client.ts'
import type { KlaviyoConfig } from './config.ts'
import { toInstant } from './contact.ts'
import { type Bag, eventProperties } from './event-properties.ts'
import { type EventStream, metricsOf } from './event-types.ts'
import { filterText, filterTime, type KlaviyoContext, type KlaviyoPage, walkCollection } from './pages.ts'
import { ROUTES } from './routes.ts'

/** The description allows 1,000 and the operation's own text says that 200 is the most. */
const PAGE_SIZE = 200
const SECOND_MS = 1_000
/** Events may reach the vendor late; how late it does not say. */
const LATE_MS = 3_600_000

/** Where the next walk begins, in milliseconds by the vendor's clock, and which metrics were read up to there. */
const checkpointSchema = z.object({ from: z.number(), metrics: z.array(z.string()) })

/**
 * Events of some metrics in order of time. The next pull begins an hour before this one's newest event,
 * or, once this one is finished, an hour before it began: repeats carry the same id and change nothing.
 * A metric that is new, in the account or in the configuration, is read from the beginning first.
 */
export function eventStream(name: EventStream): Stream<KlaviyoConfig, KlaviyoClient> {
  return {
    name,
    async *pull(context, request) {
      const metrics = await resolveMetrics(context, metricsOf(name, context.config))
      const known = checkpointSchema.safeParse(request.checkpoint).data
      const ids = [...metrics.keys()]
      const fresh = known ? ids.filter(id => !known.metrics.includes(id)) : []
      if (known && fresh.length > 0) {
        for await (const { items } of walkEvents(context, fresh, request.since, known.from)) {
          // Only the whole of the past makes these metrics known, so the checkpoint stays until then.
          yield { items: pulledEvents(items, metrics), checkpoint: known }
        }
      }

      let from = known?.from ?? request.since
      let begun: number | undefined
      const page = (items: readonly PulledItem[]): Page<PulledItem> => ({
        items,
        checkpoint: { from, metrics: ids },
      })
      for await (const { items, servedAt } of walkEvents(context, ids, from, request.until)) {
        begun ??= servedAt
        const newest = Number(items.at(-1)?.attributes.datetime ?? from)
        from = Math.max(from, newest - LATE_MS)
        yield page(pulledEvents(items, metrics))
      }
      if (begun !== undefined) from = Math.max(from, Math.min(begun, request.until) - LATE_MS)
      yield page([])
    },
  }
}

interface MetricMeaning {
  readonly metric: string
  readonly type: string
}

/** Metric ids are the account's own; two integrations may each have a metric of the same name. */
async function resolveMetrics(
  context: KlaviyoContext,
  types: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, MetricMeaning>> {
  const found = new Map<string, MetricMeaning>()
  const pages = walkCollection(context, ROUTES.metrics, page =>
    answered(context.client.metrics.getMetrics(page)),
  )
  for await (const { items } of pages) {
    for (const { id, attributes } of items) {
      const type = types.get(attributes.name ?? '')
      if (type !== undefined) found.set(id, { metric: attributes.name ?? '', type })
    }
  }
  return found
}

type KlaviyoEvent = Awaited<ReturnType<KlaviyoClient['events']['getEvents']>>['body']['data'][number]

async function* walkEvents(
  context: KlaviyoContext,
  metricIds: readonly string[],
  from: number,
  until: number,
): AsyncGenerator<KlaviyoPage<KlaviyoEvent>> {
  // A shop that never sent a mail has none of the mail metrics, and a filter without any is refused.
  if (metricIds.length === 0) return
  const filter = [
    `equals(metric_id,[${metricIds.map(filterText).join(',')}])`,
    `greater-or-equal(datetime,${filterTime(from)})`,
    `less-than(datetime,${filterTime(until + SECOND_MS)})`,
  ].join(',')
  yield* walkCollection(context, ROUTES.events, page =>
    answered(
      context.client.events.getEvents({
        filter,
        sort: 'datetime',
        pageSize: PAGE_SIZE,
        fieldsEvent: ['datetime', 'event_properties'],
        ...page,
      }),
    ),
  )
}

/** An event of nobody the account knows has no profile, and cannot be anybody's here. */
function pulledEvents(
  events: readonly KlaviyoEvent[],
  metrics: ReadonlyMap<string, MetricMeaning>,
): PulledEvent[] {
  return events.flatMap(({ id, attributes, relationships }): PulledEvent[] => {
    const profile = relationships?.profile?.data?.id
    const meaning = metrics.get(relationships?.metric?.data?.id ?? '')
    if (!profile || !meaning || !attributes.datetime) return []
    return [
      {
        kind: 'event',
        type: meaning.type,
        sourceId: id,
        at: toInstant(attributes.datetime),
        who: [{ kind: 'vendor', value: profile }],
        properties: eventProperties(meaning.type, meaning.metric, (attributes.eventProperties ?? {}) as Bag),
      },
    ]
  })
}
