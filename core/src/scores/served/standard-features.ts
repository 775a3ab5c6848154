import type { Catalog } from '../../schema/index.ts'
import type { Feature } from '../features/index.ts'
import { byPeople } from '../lifecycle/index.ts'
import type { Features } from './read-table.ts'

/**
 * What a propensity learns from where nothing else is said: how lately, how often and how regularly the
 * event itself happened, how the contact takes mails, and what was looked at. Machine opens count nowhere, and
 * of mails clicks are asked more than opens are: an open may be a picture that was loaded by itself.
 */
export function standardFeatures(event: string | readonly string[], catalog: Catalog): Features {
  const own = byPeople({ event }, catalog).flatMap((selected, place) =>
    ownFeatures(selected, catalog.events).map(([name, feature]): [string, Feature] => [
      place === 0 ? name : `other_${name}`,
      feature,
    ]),
  )
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

/** Of the event that is foreseen itself. */
function ownFeatures(
  selected: ReturnType<typeof byPeople>[number],
  events: Catalog['events'],
): readonly [string, Feature][] {
  return [
    ['recency', { ...selected, last: 'at' }],
    ['tenure', { ...selected, first: 'at' }],
    ['count_30d', { ...selected, within: '30d', count: true }],
    ['count_90d', { ...selected, within: '90d', count: true }],
    ['count_365d', { ...selected, within: '365d', count: true }],
    ['fading', { decay: { ...selected, half_life: '60d' } }],
    ['gap_mean', { gaps: { ...selected, take: 'mean' } }],
    ['gap_deviation', { gaps: { ...selected, take: 'deviation' } }],
    ...amounts(selected.event, events),
  ]
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
