import { days, hours, readPages, windowStream } from '@esplanade/connector-kit'
import { z } from 'zod'
import { askPlainly, type Context, type HubspotStream } from './api-request.ts'
import { type MailEvent, mailEventSchema, toPulledEvents } from './mail-event.ts'
import { MAX_SKEW_MS } from './pull-records.ts'

const ROUTE = 'GET /email/public/v1/events'
const PAGE = 1_000

const answerSchema = z.object({
  hasMore: z.boolean(),
  offset: z.string().nullish(),
  events: z.array(mailEventSchema),
})

/** Everything that happened to the account's mails. Answers come newest first. */
export const emailEvents: HubspotStream = windowStream({
  name: 'email_events',
  firstMs: days(7),
  longestMs: days(56),
  shortestMs: hours(1),
  overlapMs: hours(1),
  skewMs: MAX_SKEW_MS,
  pages: (context: Context, start, end) =>
    readPages(ROUTE, async cursor => {
      const window = { startTimestamp: String(start), endTimestamp: String(end), limit: String(PAGE) }
      const query = cursor === null ? window : { ...window, offset: cursor }
      const { events: data, hasMore, offset } = await askPlainly(context, ROUTE, answerSchema, { query })
      return { data, next: hasMore ? offset : null }
    }),
  timeOf: ({ created }: MailEvent) => created,
  itemsOf: toPulledEvents,
})
