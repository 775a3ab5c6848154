import { type Instant, instant } from '@esplanade/core/schema'
import { z } from 'zod'
import type { ConnectorContext, Stream } from '../connector.ts'
import type { PulledItem } from '../pull.ts'

export interface WindowStream<Config, Client, Row> {
  readonly name: string
  readonly firstMs: number
  readonly longestMs: number
  readonly shortestMs: number
  /** How much before what was read the next pull begins: rows come late. */
  readonly overlapMs: number
  /** How far the vendor's clock may be behind ours. */
  readonly skewMs: number
  /** The pages of a closed window, in whatever order. */
  pages(
    context: ConnectorContext<Config, Client>,
    start: Instant,
    end: Instant,
  ): AsyncIterable<readonly Row[]>
  /** By the vendor's clock; undefined for a row without a time. */
  timeOf(row: Row): number | undefined
  readonly itemsOf: (row: Row) => readonly PulledItem[]
}

/** Where the next window begins, and the newest row seen. */
const checkpointSchema = z.object({ next: z.number(), newest: z.number() })

/** A window with no more pages than the first number is doubled, one with more than the second halved. */
const FEW_PAGES = 2
const MANY_PAGES = 10

/**
 * A stream in closed windows of time from the oldest on, for a vendor that answers newest first: a cursor
 * inside a window means nothing then, and moves when the window is complete. Windows grow while they hold
 * little and shrink while they hold much, so that a quiet account costs few calls and a pull of a busy one
 * that is stopped repeats little.
 */
export function windowStream<Config, Client, Row>(
  stream: WindowStream<Config, Client, Row>,
): Stream<Config, Client> {
  const { name, firstMs, longestMs, shortestMs, overlapMs, skewMs } = stream
  return {
    name,
    async *pull(context, { checkpoint: stored, since, until }) {
      let checkpoint = checkpointSchema.parse(stored ?? { next: since, newest: 0 })
      let length = firstMs
      do {
        const start = checkpoint.next
        const end = Math.min(start + length, until)
        let { newest } = checkpoint
        let pages = 0
        for await (const rows of stream.pages(context, instant(start), instant(end))) {
          pages += 1
          newest = rows.reduce((latest, row) => Math.max(latest, stream.timeOf(row) ?? 0), newest)
          yield { items: rows.flatMap(stream.itemsOf), checkpoint }
        }
        // The last one ends by the newest row where there is one: the vendor's clock may be behind ours.
        const next = end < until ? end : Math.max(newest, until - skewMs) - overlapMs
        checkpoint = { next, newest }
        yield { items: [], checkpoint }
        if (end >= until) return
        if (pages <= FEW_PAGES) length = Math.min(length * 2, longestMs)
        else if (pages > MANY_PAGES) length = Math.max(length / 2, shortestMs)
      } while (checkpoint.next < until)
    },
  }
}
