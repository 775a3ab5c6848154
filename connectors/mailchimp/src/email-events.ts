import {
  contractError,
  days,
  hours,
  instant,
  isoInstant,
  type Stream,
  seconds,
} from '@esplanade/connector-kit'
import { z } from 'zod'
import { ask, type Context, PAGE_SIZE } from './ask.ts'
import type { MailchimpClient } from './client.ts'
import type { MailchimpConfig } from './config.ts'
import { readAll } from './offset-pages.ts'
import { REPORTS, type ReportName, readReport } from './reports.ts'
import { afterRows, FIRST_ROWS, type RowPlace, rowPlaceShape } from './row-place.ts'
import { type Campaign, campaignsShape } from './shapes.ts'

/**
 * For how long after its sending a campaign is asked for news. There is no stream of the account:
 * every campaign costs three requests at each pull, and opens after six weeks are few.
 */
const CAMPAIGN_ACTIVE_MS = days(45)
/** Sending by time zone lasts a day, so recipients are read again this long after the sending began. */
const SENDING_MS = days(2)
/** Reports lag behind; activity is read again over this span. Repeats are recognised. */
const OVERLAP_MS = hours(1)
/** The vendor's times are whole seconds, and a bound may leave out its own. */
const TIE_MS = seconds(1)
const MAX_REPORT_PAGES = 1_000_000

const checkpointShape = z.object({
  readTo: z.number().nullable(),
  /** Campaigns read in full that still get news. Any other is read from its beginning. */
  known: z.array(z.string()),
  walk: z
    .object({
      until: z.number(),
      sentSince: z.number(),
      /** Active campaigns that this walk is through with. */
      through: z.array(z.string()),
      /** Campaigns up to and with this one are under way or done. */
      at: z.object({ sendTime: z.number(), id: z.string() }).nullable(),
      /** Null: the campaign is done. */
      report: z.enum(REPORTS).nullable(),
      place: rowPlaceShape,
    })
    .optional(),
})
type Checkpoint = z.output<typeof checkpointShape>
type Walk = NonNullable<Checkpoint['walk']>

/** Sends, opens, clicks, bounces, unsubscribes and complaints, campaign by campaign in order of sending. */
export const emailEvents: Stream<MailchimpConfig, MailchimpClient> = {
  name: 'email_events',
  async *pull(context, request) {
    let state: Checkpoint = checkpointShape.parse(request.checkpoint ?? { readTo: null, known: [] })
    let caughtUp = false
    while (!caughtUp) {
      const { readTo, known } = state
      let walk: Walk = state.walk ?? newWalk(readTo, request)
      for (const campaign of await campaignsOf(context, walk)) {
        if (isBehind(campaign, walk)) continue
        const reports = reportsToRead(campaign, state)
        let [report, place] = isCurrent(campaign, walk)
          ? [walk.report, walk.place]
          : [reports[0] ?? null, FIRST_ROWS]
        const since = readTo !== null && known.includes(campaign.id) ? instant(readTo - OVERLAP_MS) : null
        for (let page = 0; report !== null; page++) {
          if (page >= MAX_REPORT_PAGES) throw contractError(CAMPAIGNS, `report of ${campaign.id} did not end`)
          const { events, got, total } = await readReport(context, report, campaign, place, since)
          const next: RowPlace | null = afterRows(place, got, total)
          if (next === null) report = reports[reports.indexOf(report) + 1] ?? null
          place = next ?? FIRST_ROWS
          walk = { ...walk, at: { sendTime: campaign.send_time, id: campaign.id }, report, place }
          if (report === null && isActive(campaign, walk.until)) {
            walk = { ...walk, through: [...walk.through, campaign.id] }
          }
          yield { items: events, checkpoint: { readTo, known, walk } satisfies Checkpoint }
        }
      }
      state = { readTo: walk.until, known: walk.through }
      yield { items: [], checkpoint: state }
      caughtUp = walk.until >= request.until
    }
  },
}

function newWalk(readTo: number | null, request: { readonly until: number; readonly since: number }): Walk {
  const sentSince = readTo === null ? request.since : Math.max(request.since, readTo - CAMPAIGN_ACTIVE_MS)
  return { until: request.until, sentSince, through: [], at: null, report: null, place: FIRST_ROWS }
}

async function campaignsOf(context: Context, { sentSince, until }: Walk): Promise<Campaign[]> {
  const found = await readAll(CAMPAIGNS, async offset => {
    const options = {
      fields: CAMPAIGN_FIELDS,
      status: 'sent',
      since_send_time: isoInstant(instant(sentSince - TIE_MS)),
      before_send_time: isoInstant(instant(until + TIE_MS)),
      sort_field: 'send_time',
      sort_dir: 'ASC',
      count: PAGE_SIZE,
      offset,
    }
    const answer = await ask(context, CAMPAIGNS, campaignsShape, { idempotent: true }, client =>
      client.campaigns.listWithHttpInfo(options),
    )
    return { rows: answer.campaigns, total: answer.total_items }
  })
  return found.sort((a, b) => a.send_time - b.send_time || (a.id < b.id ? -1 : 1))
}

function reportsToRead(campaign: Campaign, { readTo, known }: Checkpoint): readonly ReportName[] {
  const settled = readTo !== null && campaign.send_time + SENDING_MS < readTo
  return known.includes(campaign.id) && settled ? REPORTS.filter(report => report !== 'sent-to') : REPORTS
}

const isActive = (campaign: Campaign, at: number): boolean => campaign.send_time + CAMPAIGN_ACTIVE_MS >= at

const isCurrent = ({ id }: Campaign, { at }: Walk): boolean => at?.id === id

function isBehind({ send_time, id }: Campaign, { at, report }: Walk): boolean {
  if (at === null) return false
  if (id === at.id) return report === null
  return send_time < at.sendTime || (send_time === at.sendTime && id < at.id)
}

const CAMPAIGNS = 'GET /campaigns'
const CAMPAIGN_FIELDS = ['id', 'send_time', 'settings.subject_line', 'settings.title']
  .map(field => `campaigns.${field}`)
  .concat('total_items')
