import { days, instant } from '@esplanade/core/schema'
import type { Page, PulledContact, PulledItem } from '../../src/pull.ts'
import type { Context, Stage } from './stage.ts'

/** More pages than any test of the suite can fill. */
const MAX_PAGES = 1_000
/** How far back events are asked for. */
const HISTORY_MS = days(30)

/** One pull of a stream up to now, page by page; each page's checkpoint has been through JSON, as in a store. */
export async function* pullPages<State>(
  stage: Stage<State>,
  context: Context,
  { stream = 'contacts', checkpoint }: { stream?: string; checkpoint?: unknown } = {},
): AsyncGenerator<Page<PulledItem>> {
  const found = stage.connector.streams.find(({ name }) => name === stream)
  if (!found) throw new Error(`The connector has no stream "${stream}".`)
  const until = stage.clock.now()
  let pages = 0
  for await (const page of found.pull(context, { checkpoint, until, since: instant(until - HISTORY_MS) })) {
    pages += 1
    if (pages > MAX_PAGES) throw new Error(`The stream "${stream}" gave more than ${MAX_PAGES} pages.`)
    yield { items: page.items, checkpoint: JSON.parse(JSON.stringify(page.checkpoint)) }
  }
}

export async function pullAll<State>(
  stage: Stage<State>,
  context: Context,
  options: { stream?: string; checkpoint?: unknown } = {},
): Promise<readonly Page<PulledItem>[]> {
  const pages: Page<PulledItem>[] = []
  for await (const page of pullPages(stage, context, options)) pages.push(page)
  return pages
}

export const contactsOf = (pages: readonly Page<PulledItem>[]): PulledContact[] =>
  pages.flatMap(({ items }) => items.filter(item => item.kind === 'contact'))
