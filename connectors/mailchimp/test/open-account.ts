import {
  type ConnectorContext,
  type Instant,
  instant,
  type Page,
  type PulledItem,
  type PullRequest,
  type Stream,
  simulatedClock,
} from '@esplanade/connector-kit'
import { connectAlone, startEmulator } from '@esplanade/connector-kit/emulator'
import { onTestFinished } from 'vitest'
import { EMULATOR_API_KEY, mailchimpEmulator } from '../emulator/index.ts'
import { type MailchimpClient, type MailchimpConfig, mailchimpConnector } from '../src/index.ts'

export const START = instant(Date.parse('2026-03-01T12:00:00Z'))
export const AUDIENCE = 'newsletter'

export type Context = ConnectorContext<MailchimpConfig, MailchimpClient>

/** An account with one audience, and a connection to it, on a clock of their own. */
export async function openAccount({
  apiKey = EMULATOR_API_KEY,
  audiences = undefined as string[] | undefined,
} = {}) {
  const clock = simulatedClock(START)
  const emulator = await startEmulator(mailchimpEmulator, { clock })
  onTestFinished(() => emulator.close())
  emulator.state.addAudience({ id: AUDIENCE, name: 'Newsletter' })
  const config = { apiKey, baseUrl: emulator.url, ...(audiences && { audiences }) }
  const connect = (): Context => connectAlone(mailchimpConnector, config, { clock, secrets: [apiKey] })
  return { account: emulator.state, emulator, clock, connect, context: connect() }
}

function streamNamed(name: string): Stream<MailchimpConfig, MailchimpClient> {
  const stream = mailchimpConnector.streams.find(candidate => candidate.name === name)
  if (!stream) throw new Error(`There is no stream ${name}.`)
  return stream
}

/** Everything that a pull yields and where it ended. Stops after `pages`, as a killed process would. */
export async function pull(
  context: Context,
  stream: string,
  request: Partial<PullRequest> & { pages?: number } = {},
): Promise<{ items: PulledItem[]; checkpoint: unknown; pages: Page<PulledItem>[] }> {
  const pages: Page<PulledItem>[] = []
  const { pages: most = Number.POSITIVE_INFINITY, ...asked } = request
  const full = { checkpoint: undefined, until: context.session.clock.now(), since: instant(0), ...asked }
  let checkpoint = full.checkpoint
  for await (const page of streamNamed(stream).pull(context, full)) {
    // Checkpoints travel through the store as JSON.
    checkpoint = JSON.parse(JSON.stringify(page.checkpoint))
    pages.push(page)
    if (pages.length >= most) break
  }
  return { items: pages.flatMap(page => page.items), checkpoint, pages }
}

export const later = (ms: number): Instant => instant(START + ms)
