import { createHash } from 'node:crypto'
import {
  days,
  type Instant,
  instant,
  isoInstant,
  type PulledEvent,
  type Value,
} from '@esplanade/connector-kit'
import type { z } from 'zod'
import type { Context } from './client.ts'
import { type Rows, readRows } from './rows.ts'
import { abuseReport, activity, type Campaign, recipient, unsubscribed } from './shapes.ts'

/** Reads one page of a report as events. `since` holds for activity only: the others know no such bound. */
type ReadReport = (
  context: Context,
  campaign: Campaign,
  offset: number,
  since: Instant | null,
) => Promise<Rows<readonly PulledEvent[]>>

/** The reports of a campaign, in the order they are read. */
export const REPORTS = ['sent-to', 'email-activity', 'unsubscribed', 'abuse-reports'] as const
export type ReportName = (typeof REPORTS)[number]

export const reports: Readonly<Record<ReportName, ReadReport>> = {
  // The report has no send times; the campaign's own is the only one that Mailchimp keeps.
  'sent-to': report('sent-to', 'sent_to', recipient, (campaign, who) => [
    mailEvent('email_sent', campaign, who, campaign.send_time, ['sent']),
  ]),
  'email-activity': report('email-activity', 'emails', activity, (campaign, who) =>
    who.activity.flatMap(act => activityEvent(campaign, who, act)),
  ),
  unsubscribed: report('unsubscribed', 'unsubscribes', unsubscribed, (campaign, who) => [
    mailEvent('email_unsubscribed', campaign, who, who.timestamp, ['unsubscribe']),
  ]),
  'abuse-reports': report('abuse-reports', 'abuse_reports', abuseReport, (campaign, who) => [
    mailEvent('email_complained', campaign, who, who.date, ['abuse']),
  ]),
}

/** Nothing happens to a mail before it is sent; sent by time zone, it is read east of the account before its own time. */
const EARLIER_ZONES_MS = days(2)

function report<Row extends z.ZodType>(
  name: ReportName,
  key: string,
  row: Row,
  eventsOf: (campaign: Campaign, row: z.output<Row>) => readonly PulledEvent[],
): ReadReport {
  const route = `GET /reports/{campaign_id}/${name}`
  return async (context, campaign, offset, since) => {
    // The bound spares those to whom nothing happened at all.
    const from = since ?? instant(campaign.send_time - EARLIER_ZONES_MS)
    const query = name === 'email-activity' ? { since: isoInstant(from) } : {}
    const collection = { route, key, row, path: { campaign_id: campaign.id }, query }
    const { rows, total } = await readRows(context, collection, offset)
    return { rows: rows.map(who => eventsOf(campaign, who)), total }
  }
}

type Recipient = z.output<typeof recipient>
type Act = z.output<typeof activity>['activity'][number]

/** Mailchimp may name further actions one day; those that are not known are no mail events. */
function activityEvent(campaign: Campaign, who: Recipient, act: Act): PulledEvent[] {
  const { timestamp, url, type } = act
  const made = (event: string, key: string, properties: Record<string, Value> = {}) => [
    mailEvent(event, campaign, who, timestamp, [act.action, String(timestamp), key], properties),
  ]
  switch (act.action) {
    case 'open':
      return made('email_opened', '')
    case 'click':
      return made('email_clicked', url ? shortHash(url) : '', url ? { url } : {})
    case 'bounce':
      return made('email_bounced', type ?? '', type ? { bounce: type } : {})
    default:
      return []
  }
}

/**
 * Mailchimp's events have no ids: what makes one is campaign, address, action and, for what can
 * happen more than once, its time and link. It does not say which opens were a machine's, so the flag
 * says that none is known to be.
 */
function mailEvent(
  type: string,
  { id: campaign }: Campaign,
  who: Recipient,
  at: Instant,
  key: readonly string[],
  properties: Record<string, Value> = {},
): PulledEvent {
  return {
    kind: 'event',
    type,
    sourceId: [campaign, who.email_id, ...key].join(':'),
    at,
    who: [{ kind: 'email', value: who.email_address }],
    properties: { message: campaign, campaign, machine: false, ...properties },
  }
}

const HASH_LENGTH = 16
const shortHash = (text: string): string =>
  createHash('sha256').update(text).digest('hex').slice(0, HASH_LENGTH)
