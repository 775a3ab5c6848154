import type { Catalog } from '../../schema/index.ts'
import type { Feature } from '../features/index.ts'
import type { Features } from './read-table.ts'

/**
 * What a propensity learns from where nothing else is said: how lately, how often and how regularly the
 * event itself happened, how the contact takes mails, and what was looked at. Machine opens count nowhere.
 */
export function standardFeatures(event: string | readonly string[], { events }: Catalog): Features {
  const own: [string, Feature][] = [
    ['recency', { event, last: 'at' }],
    ['tenure', { event, first: 'at' }],
    ['count_30d', { event, within: '30d', count: true }],
    ['count_90d', { event, within: '90d', count: true }],
    ['count_365d', { event, within: '365d', count: true }],
    ['fading', { decay: { event, half_life: '60d' } }],
    ['gap_mean', { gaps: { event, take: 'mean' } }],
    ['gap_deviation', { gaps: { event, take: 'deviation' } }],
    ...amounts(event, events),
  ]
  const person = { machine: { is_not: true } } as const
  const mail: [string, Feature][] = [
    ['mails_90d', { event: 'email_sent', within: '90d', distinct: 'message' }],
    [
      'open_rate',
      {
        rate: {
          part: { event: 'email_opened', within: '90d', where: person, distinct: 'message' },
          of: { event: 'email_sent', within: '90d', distinct: 'message' },
        },
      },
    ],
    [
      'click_rate',
      {
        rate: {
          part: { event: 'email_clicked', within: '90d', where: person, distinct: 'message' },
          of: { event: 'email_sent', within: '90d', distinct: 'message' },
        },
      },
    ],
    ['clicks_fading', { decay: { event: 'email_clicked', where: person, half_life: '30d' } }],
    ['last_click', { event: 'email_clicked', where: person, last: 'at' }],
  ]
  const visits: [string, Feature][] = [
    ['sessions_30d', { sessions: { event: 'page_viewed', within: '30d', idle: '30m', take: 'count' } }],
    ['session_seconds', { sessions: { event: 'page_viewed', within: '90d', idle: '30m', take: 'seconds' } }],
    ['products_30d', { event: 'product_viewed', within: '30d', count: true }],
    ['carts_30d', { event: 'cart_added', within: '30d', count: true }],
  ]
  return Object.fromEntries([...own, ...mail, ...visits])
}

/** Sums of the event's amount, where it has one. */
function amounts(event: string | readonly string[], events: Catalog['events']): readonly [string, Feature][] {
  const types = [event].flat()
  const hasTotal = types.every(type => events.get(type)?.properties.get('total') === 'money')
  if (!hasTotal) return []
  return [
    ['amount_365d', { event, within: '365d', sum: 'total' }],
    ['amount_mean', { event, avg: 'total' }],
  ]
}
