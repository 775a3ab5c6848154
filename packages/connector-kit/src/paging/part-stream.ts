import type { Instant } from '@esplanade/core/schema'
import { z } from 'zod'
import { contractError } from '../answer/contract-error.ts'
import { onFailure } from '../answer/on-failure.ts'
import type { ConnectorContext, PullRequest, Stream } from '../connector.ts'
import type { Page, PulledItem } from '../pull.ts'

/** A hundred million rows at a thousand a page; a walk that is longer goes in circles. */
const MAX_PAGES = 100_000

export interface PartStream<Config, Client, Part extends { readonly id: string }, Place> {
  readonly name: string
  /** What is walked one after the other, each with a window of its own: audiences, shops. */
  parts(context: ConnectorContext<Config, Client>): Promise<readonly Part[]>
  /** Where a walk stands within a part. JSON, so that a checkpoint can hold it. */
  readonly place: z.ZodType<Place>
  first(window: PartWindow): Place
  /** Reads one page. `next` is null after the last one. */
  read(
    context: ConnectorContext<Config, Client>,
    part: Part,
    place: Place,
    window: PartWindow,
  ): Promise<PartPage<Place>>
  /** How far before what was read the next walk begins: for clocks that differ, and changes that show late. */
  readonly overlapMs: number
  /** A part is not walked again sooner. Absent: at every pull. */
  readonly everyMs?: number
  /** Where a first walk begins: `null`, at the beginning, unless told. */
  begin?(request: PullRequest): Instant | null
  /** What to throw once all others are read for parts that the vendor called missing. Absent: its own words, at once. */
  vanished?(context: ConnectorContext<Config, Client>, ids: readonly string[]): Error
}

/** Stays put however often a walk is resumed. `since` is null for everything. */
export interface PartWindow {
  readonly since: number | null
  readonly until: number
}

export interface PartPage<Place> {
  readonly items: readonly PulledItem[]
  readonly next: Place | null
  /** The vendor's clock as it answered, where that ends the window sooner than ours. */
  readonly servedAt?: number | undefined
}

const windowSchema = { since: z.number().nullable(), until: z.number() }

/**
 * A stream over parts that are paged by a place. Each part keeps up to where it has been read and, while a
 * walk is under way, its window and the place in it: a part that is new is read from its beginning,
 * whatever the others have reached. A checkpoint of another shape, which an older version wrote, is none.
 */
export function partStream<Config, Client, Part extends { readonly id: string }, Place>(
  stream: PartStream<Config, Client, Part, Place>,
): Stream<Config, Client> {
  const walkSchema = z.object({ ...windowSchema, place: stream.place })
  const progressSchema = z.object({ readTo: z.number().nullable(), walk: walkSchema.optional() })
  const checkpointSchema = z.object({ parts: z.record(z.string(), progressSchema) })
  type Progress = z.output<typeof progressSchema>
  type Walk = z.output<typeof walkSchema>

  const newWalk = (readTo: number | null, request: PullRequest): Walk => {
    const since = readTo === null ? (stream.begin?.(request) ?? null) : readTo - stream.overlapMs
    const window = { since, until: request.until }
    return { ...window, place: stream.first(window) }
  }

  const isDue = ({ readTo, walk }: Progress, { until }: PullRequest): boolean =>
    walk !== undefined || readTo === null || stream.everyMs === undefined || until - readTo >= stream.everyMs

  async function* pull(
    context: ConnectorContext<Config, Client>,
    request: PullRequest,
  ): AsyncGenerator<Page<PulledItem>> {
    const { parts } = checkpointSchema.safeParse(request.checkpoint).data ?? { parts: {} }
    const known = Object.values(parts)
    if (known.length > 0 && !known.some(progress => isDue(progress, request))) return
    const vanished: string[] = []
    for (const part of await stream.parts(context)) {
      let { readTo, walk }: Progress = parts[part.id] ?? { readTo: null }
      if (!isDue({ readTo, walk }, request)) continue
      let stopped = walk !== undefined
      for (let page = 0; ; page += 1) {
        if (page >= MAX_PAGES) throw contractError(stream.name, `more than ${MAX_PAGES} pages without an end`)
        const { place, ...window }: Walk = walk ?? newWalk(readTo, request)
        const read = await readPart(context, part, place, window)
        if (read === undefined) {
          vanished.push(part.id)
          break
        }
        const until = Math.min(window.until, read.servedAt ?? window.until)
        if (read.next === null) [readTo, walk] = [until, undefined]
        else walk = { ...window, until, place: read.next }
        parts[part.id] = walk === undefined ? { readTo } : { readTo, walk }
        yield { items: read.items, checkpoint: { parts: { ...parts } } }
        if (read.next !== null) continue
        // A walk that was stopped is finished within its own window; what came since is a second one.
        if (!stopped || until >= request.until || !isDue({ readTo }, request)) break
        stopped = false
      }
    }
    if (vanished.length > 0 && stream.vanished) throw stream.vanished(context, vanished)
  }

  /** Undefined for a part that the vendor calls missing, where that keeps no other from being read. */
  const readPart = async (...asked: Parameters<typeof stream.read>) => {
    const read = stream.read(...asked)
    return stream.vanished ? onFailure('missing', read, () => undefined) : read
  }

  return { name: stream.name, pull }
}
