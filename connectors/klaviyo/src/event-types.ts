import type { KlaviyoConfig } from './config.ts'

export const EVENT_STREAMS = ['email_events', 'orders', 'site_events'] as const
export type EventStream = (typeof EVENT_STREAMS)[number]

/**
 * What the vendor's metrics mean. It has no metric for a send apart from the delivery: an e-mail is
 * "received" when it went out and did not bounce. It is told as `email_sent`, the event that every ESP
 * has, so that a segment over several of them counts sends everywhere.
 * "Dropped" is a mail that was not sent because a mail server upstream knows the address as bad.
 */
const STANDARD_METRICS: Readonly<Record<string, string>> = {
  'Received Email': 'email_sent',
  'Opened Email': 'email_opened',
  'Clicked Email': 'email_clicked',
  'Bounced Email': 'email_bounced',
  'Dropped Email': 'email_bounced',
  'Marked Email as Spam': 'email_complained',
  'Unsubscribed from Email Marketing': 'email_unsubscribed',
  'Placed Order': 'order_placed',
  'Refunded Order': 'order_refunded',
  'Active on Site': 'page_viewed',
  'Viewed Page': 'page_viewed',
  'Viewed Product': 'product_viewed',
  'Added to Cart': 'cart_added',
  'Started Checkout': 'checkout_started',
}

/** Metric names of one stream with the event type of each; a configured name replaces a standard one. */
export function metricsOf(stream: EventStream, config: KlaviyoConfig): ReadonlyMap<string, string> {
  const all = Object.entries({ ...STANDARD_METRICS, ...config.metrics })
  return new Map(all.filter(([, type]) => streamOf(type) === stream))
}

function streamOf(type: string): EventStream {
  if (type.startsWith('email_')) return 'email_events'
  return type.startsWith('order_') ? 'orders' : 'site_events'
}

const TOPIC = /^event:klaviyo\.([a-z0-9_]+)$/

/** The standard metric that a webhook's topic is of: `event:klaviyo.opened_email`. Undefined for any other. */
export function metricOfTopic(topic: string): { readonly metric: string; readonly type: string } | undefined {
  const name = TOPIC.exec(topic)?.[1]
  const found = Object.entries(STANDARD_METRICS).find(
    ([metric]) => metric.toLowerCase().replaceAll(' ', '_') === name,
  )
  return found && { metric: found[0], type: found[1] }
}
