import {
  type ConnectorContext,
  days,
  instant,
  type Page,
  type PulledContact,
  type PulledEvent,
  type PulledGone,
  type PulledItem,
  type SimulatedClock,
  seconds,
  simulatedClock,
} from '@esplanade/connector-kit'
import {
  connectAlone,
  type EmulatorOptions,
  type RunningEmulator,
  startEmulator,
} from '@esplanade/connector-kit/emulator'
import type { Client } from '@hubspot/api-client'
import { type HubspotAccount, hubspotEmulator } from '../emulator/index.ts'
import type { HubspotConfig } from '../src/config.ts'
import { hubspotConnector } from '../src/index.ts'

export const START = instant(Date.UTC(2026, 2, 1, 9))
export const TOKEN = 'pat-na1-00000000-secret'

/** An emulated account on a clock that stands still except while somebody sleeps, and a connection to it. */
export interface World {
  readonly clock: SimulatedClock
  readonly emulator: RunningEmulator<HubspotAccount>
  readonly account: HubspotAccount
  connect(config?: Partial<HubspotConfig>): ConnectorContext<HubspotConfig, Client>
  close(): Promise<void>
}

export async function openWorld(options: Partial<EmulatorOptions> = {}): Promise<World> {
  const clock = simulatedClock(START)
  const emulator = await startEmulator(hubspotEmulator, { clock, ...options })
  emulator.state.accessToken = TOKEN
  return {
    clock,
    emulator,
    account: emulator.state,
    connect: given => {
      const config = hubspotConnector.config.parse({
        accessToken: TOKEN,
        baseUrl: emulator.url,
        tier: 'professional',
        ...given,
      })
      return connectAlone(hubspotConnector, config, { clock, secrets: [config.accessToken] })
    },
    close: () => emulator.close(),
  }
}

/** One pull up to now; checkpoints go through JSON, as in a store. */
export async function pull(
  { clock }: World,
  context: ConnectorContext<HubspotConfig, Client>,
  stream: string,
  checkpoint?: unknown,
  reachMs = days(400),
): Promise<Page<PulledItem>[]> {
  const found = hubspotConnector.streams.find(({ name }) => name === stream)
  if (!found) throw new Error(`No stream ${stream}.`)
  const until = clock.now()
  const pages: Page<PulledItem>[] = []
  for await (const page of found.pull(context, { checkpoint, until, since: instant(until - reachMs) })) {
    pages.push({ items: page.items, checkpoint: JSON.parse(JSON.stringify(page.checkpoint)) })
  }
  return pages
}

export const contactsIn = (pages: readonly Page<PulledItem>[]): PulledContact[] =>
  pages.flatMap(({ items }) => items.filter(item => item.kind === 'contact'))
export const eventsIn = (pages: readonly Page<PulledItem>[]): PulledEvent[] =>
  pages.flatMap(({ items }) => items.filter(item => item.kind === 'event'))
export const goneIn = (pages: readonly Page<PulledItem>[]): PulledGone[] =>
  pages.flatMap(({ items }) => items.filter(item => item.kind === 'gone'))

export const idsIn = (pages: readonly Page<PulledItem>[]): string[] =>
  contactsIn(pages).map(({ remoteId }) => remoteId)

/** Contacts that changed one second after another, the last one a day ago. Their ids, in that order. */
export function seedContacts({ account }: World, count: number): string[] {
  return Array.from({ length: count }, (_, at) =>
    account.addContact({
      email: `person-${at}@example.com`,
      createdAt: START - days(300),
      modifiedAt: START - days(1) - seconds(count - at),
    }),
  )
}
