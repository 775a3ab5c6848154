import { days, instant } from '@esplanade/core/schema'
import type { Page, PulledContact, PulledItem } from '../../src/pull.ts'
import type { Context, Stage } from './stage.ts'

/** More pages than any test of the suite can fill. */
const MAX_PAGES = 1_000
/** How far back events are asked for. */
const HISTORY_MS = days(30)

interface PullOptions {
  readonly stream?: string
  readonly checkpoint?: unknown
  /** Ids that the hub believes to be in the container. */
  readonly mirror?: readonly string[]
}

/** One pull of a stream up to now, page by page; each page's checkpoint has been through JSON, as in a store. */
export async function* pullPages<State>(
  stage: Stage<State>,
  context: Context,
  { stream = 'contacts', checkpoint, mirror }: PullOptions = {},
): AsyncGenerator<Page<PulledItem>> {
  const found = stage.connector.streams.find(({ name }) => name === stream)
  if (!found) throw new Error(`The connector has no stream "${stream}".`)
  const until = context.session.clock.now()
  const since = instant(until - HISTORY_MS)
  let pages = 0
  const request = { checkpoint, until, since, ...(mirror && { mirror: () => onePage(mirror) }) }
  for await (const page of found.pull(context, request)) {
    pages += 1
    if (pages > MAX_PAGES) throw new Error(`The stream "${stream}" gave more than ${MAX_PAGES} pages.`)
    yield { items: page.items, checkpoint: JSON.parse(JSON.stringify(page.checkpoint)) }
  }
}

async function* onePage(ids: readonly string[]) {
  yield ids
}

export async function pullAll<State>(
  stage: Stage<State>,
  context: Context,
  options: PullOptions = {},
): Promise<readonly Page<PulledItem>[]> {
  const pages: Page<PulledItem>[] = []
  for await (const page of pullPages(stage, context, options)) pages.push(page)
  return pages
}

export const contactsOf = (pages: readonly Page<PulledItem>[]): PulledContact[] =>
  pages.flatMap(({ items }) => items.filter(item => item.kind === 'contact'))
