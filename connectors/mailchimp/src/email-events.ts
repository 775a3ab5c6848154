import {
  afterRows,
  allRows,
  contractError,
  days,
  FIRST_ROWS,
  hours,
  instant,
  isoInstant,
  rowPlaceSchema,
  seconds,
} from '@esplanade/connector-kit'
import { z } from 'zod'
import { sentSince } from './catalogue.ts'
import type { Context, MailchimpStream } from './client.ts'
import { REPORTS, type ReportName, reports } from './reports.ts'
import { rowPages } from './rows.ts'
import { type Campaign, campaign } from './shapes.ts'

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
      place: rowPlaceSchema,
    })
    .optional(),
})
type Checkpoint = z.output<typeof checkpointShape>
type Walk = NonNullable<Checkpoint['walk']>

/** Sends, opens, clicks, bounces, unsubscribes and complaints, campaign by campaign in order of sending. */
export const emailEvents: MailchimpStream = {
  name: 'email_events',
  async *pull(context, request) {
    let state: Checkpoint = checkpointShape.parse(request.checkpoint ?? { readTo: null, known: [] })
    let caughtUp = false
    while (!caughtUp) {
      const { readTo, known } = state
      let walk: Walk = state.walk ?? newWalk(readTo, request)
      for (const sent of await campaignsOf(context, walk)) {
        if (isBehind(sent, walk)) continue
        const wanted = reportsToRead(sent, state)
        let [report, place] = isCurrent(sent, walk)
          ? [walk.report, walk.place]
          : [wanted[0] ?? null, FIRST_ROWS]
        const since = readTo !== null && known.includes(sent.id) ? instant(readTo - OVERLAP_MS) : null
        for (let page = 0; report !== null; page++) {
          if (page >= MAX_REPORT_PAGES) throw contractError(CAMPAIGNS, `report of ${sent.id} did not end`)
          const { rows, total } = await reports[report](context, sent, place.offset, since)
          const next = afterRows(place, rows.length, total)
          if (next === null) report = wanted[wanted.indexOf(report) + 1] ?? null
          place = next ?? FIRST_ROWS
          walk = { ...walk, at: { sendTime: sent.send_time, id: sent.id }, report, place }
          if (report === null && isActive(sent, walk.until)) {
            walk = { ...walk, through: [...walk.through, sent.id] }
          }
          yield { items: rows.flat(), checkpoint: { readTo, known, walk } satisfies Checkpoint }
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

async function campaignsOf(context: Context, walk: Walk): Promise<Campaign[]> {
  const query = {
    ...sentSince(walk.sentSince - TIE_MS),
    before_send_time: isoInstant(instant(walk.until + TIE_MS)),
  }
  const pages = rowPages(context, { route: CAMPAIGNS, key: 'campaigns', row: campaign, query })
  const found = await allRows(pages)
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
