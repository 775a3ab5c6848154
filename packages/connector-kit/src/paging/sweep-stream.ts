import type { Instant } from '@esplanade/core/schema'
import { z } from 'zod'
import type { ConnectorContext, Stream } from '../connector.ts'
import type { PulledGone } from '../pull.ts'

/** Members of one container that a sweep keeps in memory at once: their ids, at some 100 bytes each. */
const MAX_SWEPT_MEMBERS = 5_000_000
/** Members asked after in one `confirm`. */
const CONFIRM_AT_ONCE = 100

export interface Sweep<Config, Client> {
  /** The stream's name; its cursor keeps when the last sweep began. */
  readonly name: string
  /** How long a sweep is good for: it reads every id of the account. */
  readonly everyMs: number
  containers(context: ConnectorContext<Config, Client>): Promise<readonly string[]>
  /** Every id that the vendor has, in its largest pages and with nothing else of the members. */
  present(context: ConnectorContext<Config, Client>, container: string): AsyncIterable<readonly string[]>
  /**
   * Looks at each of these members by itself, at most 100: rows move while one reads, so not having met
   * a member proves nothing. Gives those that are gone, and says how.
   */
  confirm(
    context: ConnectorContext<Config, Client>,
    container: string,
    remoteIds: readonly string[],
  ): Promise<readonly Pick<PulledGone, 'remoteId' | 'reason' | 'mergedInto'>[]>
}

const checkpointSchema = z.object({ begun: z.number() })

/**
 * A stream that finds members that went without a word from the vendor: reads all ids there, holds them
 * against the mirror, and confirms each that is missing. Costs the pages of all ids once per `everyMs`, and
 * nothing in between or without `request.mirror`.
 *
 * @throws Error beyond five million members of one container.
 */
export function sweepStream<Config, Client>(sweep: Sweep<Config, Client>): Stream<Config, Client> {
  return {
    name: sweep.name,
    async *pull(context, request) {
      const last = checkpointSchema.optional().parse(request.checkpoint ?? undefined)
      if (!request.mirror || (last && request.until - last.begun < sweep.everyMs)) return
      const begun: Instant = request.until
      // Until the end the sweep counts as not done: a stopped one begins again.
      for (const container of await sweep.containers(context)) {
        const missing = await missingFrom(
          request.mirror(container),
          sweep.present(context, container),
          container,
        )
        for (let from = 0; from < missing.length; from += CONFIRM_AT_ONCE) {
          const gone = await sweep.confirm(context, container, missing.slice(from, from + CONFIRM_AT_ONCE))
          const items = gone.map((item): PulledGone => ({ kind: 'gone', container, ...item }))
          yield { items, checkpoint: last ?? null }
        }
      }
      yield { items: [], checkpoint: { begun } }
    },
  }
}

async function missingFrom(
  mirror: AsyncIterable<readonly string[]>,
  present: AsyncIterable<readonly string[]>,
  container: string,
): Promise<string[]> {
  const missing = new Set<string>()
  for await (const ids of mirror) {
    for (const id of ids) missing.add(id)
    if (missing.size > MAX_SWEPT_MEMBERS)
      throw new Error(
        `A sweep holds ${MAX_SWEPT_MEMBERS} members; "${container}" has more. Pull it without the sweep.`,
      )
  }
  for await (const ids of present) for (const id of ids) missing.delete(id)
  return [...missing]
}
