import { createHash } from 'node:crypto'
import { type Instant, instant, isoInstant, type PulledEvent, type Value } from '@esplanade/connector-kit'
import { ask, type Context, PAGE_SIZE } from './ask.ts'
import type { RowPlace } from './row-place.ts'
import { abuseShape, activityShape, type Campaign, sentToShape, unsubscribedShape } from './shapes.ts'

/** The reports of a campaign, in the order they are read. */
export const REPORTS = ['sent-to', 'email-activity', 'unsubscribed', 'abuse-reports'] as const
export type ReportName = (typeof REPORTS)[number]

export interface ReportPage {
  readonly events: readonly PulledEvent[]
  readonly got: number
  readonly total: number
}

/** Reads one page of a report. `since` holds for activity only: the others know no such bound. */
export async function readReport(
  context: Context,
  name: ReportName,
  campaign: Campaign,
  { offset }: RowPlace,
  since: Instant | null,
): Promise<ReportPage> {
  const { id } = campaign
  const page = { count: PAGE_SIZE, offset }
  const options = { idempotent: true }
  switch (name) {
    case 'sent-to': {
      const route = 'GET /reports/{campaign_id}/sent-to'
      const fields = ['sent_to.email_id', 'sent_to.email_address', 'total_items']
      const { sent_to, total_items } = await ask(context, route, sentToShape, options, client =>
        client.reports.getCampaignRecipientsWithHttpInfo(id, { ...page, fields }),
      )
      // The report has no send times; the campaign's own is the only one that Mailchimp keeps.
      const events = sent_to.map(who => mailEvent('email_sent', campaign, who, campaign.send_time, ['sent']))
      return { events, got: sent_to.length, total: total_items }
    }
    case 'email-activity': {
      const route = 'GET /reports/{campaign_id}/email-activity'
      const fields = ['emails.email_id', 'emails.email_address', 'emails.activity', 'total_items']
      const after = since === null ? {} : { since: isoInstant(since) }
      const { emails, total_items } = await ask(context, route, activityShape, options, client =>
        client.reports.getEmailActivityForCampaignWithHttpInfo(id, { ...page, ...after, fields }),
      )
      const events = emails.flatMap(who => who.activity.flatMap(act => activityEvent(campaign, who, act)))
      return { events, got: emails.length, total: total_items }
    }
    case 'unsubscribed': {
      const route = 'GET /reports/{campaign_id}/unsubscribed'
      const row = ['email_id', 'email_address', 'timestamp'].map(field => `unsubscribes.${field}`)
      const fields = [...row, 'total_items']
      const { unsubscribes, total_items } = await ask(context, route, unsubscribedShape, options, client =>
        client.reports.getUnsubscribedListForCampaignWithHttpInfo(id, { ...page, fields }),
      )
      const events = unsubscribes.map(who =>
        mailEvent('email_unsubscribed', campaign, who, who.timestamp, ['unsubscribe']),
      )
      return { events, got: unsubscribes.length, total: total_items }
    }
    case 'abuse-reports': {
      const route = 'GET /reports/{campaign_id}/abuse-reports'
      const { abuse_reports, total_items } = await ask(context, route, abuseShape, options, client =>
        // The SDK's own method for it forgets `count` and `offset`, and would give ten rows.
        client.callApi(
          '/reports/{campaign_id}/abuse-reports',
          'GET',
          { campaign_id: id },
          page,
          {},
          {},
          null,
          ['basicAuth'],
          JSON_TYPES,
          JSON_TYPES,
          'application/json',
        ),
      )
      const events = abuse_reports.map(who =>
        mailEvent('email_complained', campaign, who, who.date, ['abuse']),
      )
      return { events, got: abuse_reports.length, total: total_items }
    }
    default:
      throw new Error(`Unhandled report: ${name satisfies never}`)
  }
}

const JSON_TYPES = ['application/json']

interface Recipient {
  readonly email_id: string
  readonly email_address: string
}

interface Act {
  readonly action: string
  readonly type?: string | null | undefined
  readonly timestamp: Instant
  readonly url?: string | null | undefined
}

/** Mailchimp may name further actions one day; those that are not known are no mail events. */
function activityEvent(campaign: Campaign, who: Recipient, act: Act): PulledEvent[] {
  const { timestamp, url } = act
  const made = (type: string, key: string, properties: Record<string, Value> = {}) => [
    mailEvent(type, campaign, who, timestamp, [act.action, String(timestamp), key], properties),
  ]
  switch (act.action) {
    case 'open':
      return made('email_opened', '')
    case 'click':
      return made('email_clicked', url ? shortHash(url) : '', url ? { url } : {})
    case 'bounce':
      return made('email_bounced', act.type ?? '', act.type ? { bounce: act.type } : {})
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
  campaign: Campaign,
  who: Recipient,
  at: Instant,
  key: readonly string[],
  properties: Record<string, Value> = {},
): PulledEvent {
  const { title, subject_line } = campaign.settings
  return {
    kind: 'event',
    type,
    sourceId: [campaign.id, who.email_id, ...key].join(':'),
    at: instant(at),
    who: [{ kind: 'email', value: who.email_address }],
    properties: { message: campaign.id, campaign: title || subject_line, machine: false, ...properties },
  }
}

const HASH_LENGTH = 16
const shortHash = (text: string): string =>
  createHash('sha256').update(text).digest('hex').slice(0, HASH_LENGTH)
