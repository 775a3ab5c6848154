import { z } from 'zod'
import type { ConnectorContext, Stream } from '../connector.ts'
import type { PulledItem } from '../pull.ts'
import { type ChangesPage, type ChangesWalk, followChanges } from './follow-changes.ts'

/** One of a stream's walks, each with a beginning of its own. */
export interface NamedWalk<Row, Page> extends Omit<ChangesWalk<Row>, 'from' | 'until'> {
  /** As the checkpoint has it. */
  readonly name: string
  /** False where nothing can be said before the end, since rows may come in another order. Absent: true. */
  readonly stepwise?: boolean
  /** Pages from a moment (exclusive or not; undefined for everything) up to a frozen bound. */
  pages(from: number | undefined, until: number): AsyncIterable<Page>
  itemsOf(page: Page, from: number | undefined): readonly PulledItem[]
}

const checkpointSchema = z.record(z.string(), z.number())

/**
 * A stream of rows in order of a time of the vendor's, by one walk or several after each other: see
 * `followChanges` for where each goes on. `walks` is asked once per pull. A checkpoint of another shape, which
 * an older version wrote, is none.
 */
export function changesStream<Config, Client, Row, Page extends ChangesPage<Row>>(stream: {
  readonly name: string
  walks(context: ConnectorContext<Config, Client>): readonly NamedWalk<Row, Page>[]
}): Stream<Config, Client> {
  return {
    name: stream.name,
    async *pull(context, { checkpoint: stored, until }) {
      let checkpoint = checkpointSchema.safeParse(stored).data ?? {}
      for (const walk of stream.walks(context)) {
        const from = checkpoint[walk.name]
        const pages = walk.pages(from, until)
        for await (const { page, from: next } of followChanges({ ...walk, from, until }, pages)) {
          const isTold = next !== undefined && (page === undefined || walk.stepwise !== false)
          if (isTold) checkpoint = { ...checkpoint, [walk.name]: next }
          yield { items: page === undefined ? [] : walk.itemsOf(page, from), checkpoint }
        }
      }
    },
  }
}
