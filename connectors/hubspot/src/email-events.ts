import {
  days,
  hours,
  instant,
  type Page,
  type PulledItem,
  type PullRequest,
  walkPages,
} from '@esplanade/connector-kit'
import { z } from 'zod'
import { askPlainly, type Context } from './api-request.ts'
import { type MailEvent, mailEventSchema, toPulledEvents } from './mail-event.ts'
import { readUpTo } from './record-cursor.ts'

const ROUTE = 'GET /email/public/v1/events'
const PAGE = 1_000

/**
 * Answers come newest first, so a cursor inside a window means nothing: it moves when a window is
 * complete. Windows grow while they hold little and shrink while they hold much, so that a quiet
 * account costs few calls and a pull of a busy one that is stopped repeats little.
 */
const FIRST_WINDOW_MS = days(7)
const LONGEST_WINDOW_MS = days(56)
const SHORTEST_WINDOW_MS = hours(1)
const FEW_PAGES = 2
const MANY_PAGES = 10

/** Events come late: the next pull begins this much before what was read. */
const OVERLAP_MS = hours(1)

const cursorSchema = z.object({ next: z.number(), newest: z.number() })
type Cursor = z.output<typeof cursorSchema>

const answerSchema = z.object({
  hasMore: z.boolean(),
  offset: z.string().nullish(),
  events: z.array(mailEventSchema),
})

/** Everything that happened to the account's mails, in closed windows of time from the oldest to `until`. */
export async function* pullEmailEvents(
  context: Context,
  { checkpoint, since, until }: PullRequest,
): AsyncGenerator<Page<PulledItem>> {
  let cursor: Cursor =
    checkpoint === undefined || checkpoint === null
      ? { next: since, newest: 0 }
      : cursorSchema.parse(checkpoint)
  let length = FIRST_WINDOW_MS
  do {
    const end = Math.min(cursor.next + length, until)
    let { newest } = cursor
    let pages = 0
    for await (const { events, last } of readWindow(context, cursor.next, end)) {
      pages += 1
      for (const { created = 0 } of events) newest = Math.max(newest, created)
      const items = events.flatMap(toPulledEvents)
      if (!last) yield { items, checkpoint: cursor }
      else {
        cursor = end < until ? { next: end, newest } : { next: restartAt(newest, until), newest }
        yield { items, checkpoint: cursor }
      }
    }
    if (end >= until) return
    if (pages <= FEW_PAGES) length = Math.min(length * 2, LONGEST_WINDOW_MS)
    else if (pages > MANY_PAGES) length = Math.max(length / 2, SHORTEST_WINDOW_MS)
  } while (cursor.next < until)
}

/** By the newest event where there is one: the vendor's clock may be behind ours. */
const restartAt = (newest: number, until: number): number => readUpTo(newest, until) - OVERLAP_MS

async function* readWindow(
  context: Context,
  start: number,
  end: number,
): AsyncGenerator<{ readonly events: readonly MailEvent[]; readonly last: boolean }> {
  const bounds = {
    startTimestamp: String(instant(start)),
    endTimestamp: String(instant(end)),
    limit: String(PAGE),
  }
  const pages = walkPages({
    route: ROUTE,
    from: null,
    read: async cursor => {
      const query = cursor === null ? bounds : { ...bounds, offset: cursor }
      const request = { method: 'GET', path: '/email/public/v1/events', query } as const
      const { events, hasMore, offset } = await askPlainly(context, ROUTE, answerSchema, request)
      return { data: events, next: hasMore && offset ? offset : null }
    },
  })
  for await (const { data, next } of pages) yield { events: data, last: next === null }
}
