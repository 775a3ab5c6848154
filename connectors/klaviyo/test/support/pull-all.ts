import type { PulledContact, PulledEvent, PulledItem, PullRequest } from '@esplanade/connector-kit'
import { klaviyoConnector } from '../../src/index.ts'
import { at, type OpenKlaviyo } from './open-klaviyo.ts'

export interface Pulled {
  readonly items: readonly PulledItem[]
  readonly checkpoint: unknown
  readonly pages: number
}

/** Pulls a stream as the hub does, through JSON; `maxPages` ends it early, as a crash would. */
export async function pullAll(
  klaviyo: OpenKlaviyo,
  name: string,
  request: Partial<PullRequest> & { readonly maxPages?: number } = {},
): Promise<Pulled> {
  const stream = klaviyoConnector.streams.find(candidate => candidate.name === name)
  if (!stream) throw new Error(`There is no stream ${name}.`)
  const items: PulledItem[] = []
  let checkpoint = request.checkpoint
  let pages = 0
  const walk = stream.pull(klaviyo.context, {
    checkpoint,
    until: request.until ?? klaviyo.clock.now(),
    since: request.since ?? at('2025-01-01'),
  })
  for await (const page of walk) {
    items.push(...page.items)
    checkpoint = JSON.parse(JSON.stringify(page.checkpoint))
    pages += 1
    if (pages === request.maxPages) break
  }
  return { items, checkpoint, pages }
}

export const contactsOf = (pulled: Pulled): PulledContact[] =>
  pulled.items.filter((item): item is PulledContact => item.kind === 'contact')

export const eventsOf = (pulled: Pulled): PulledEvent[] =>
  pulled.items.filter((item): item is PulledEvent => item.kind === 'event')
