import type { Connector } from '@esplanade/connector-kit'
import { measurePull } from '@esplanade/connector-kit/figures'
import { type Instant, simulatedClock } from '@esplanade/core/schema'
import { hubspotConnector } from '@esplanade/hubspot'
import { klaviyoConnector } from '@esplanade/klaviyo'
import { mailchimpConnector } from '@esplanade/mailchimp'
import { VENDORS, type Vendor } from './bench-accounts.ts'
import { openEmulatorProcess } from './open-emulator-process.ts'
import { type Bench, type Row, rounded } from './row.ts'

const NOW = Date.parse('2026-11-01T09:00:00Z')
const SIZE = { members: 100_000, events: 1_000_000, enforceLimits: false }
const CONNECTORS: Readonly<Record<Vendor, Connector>> = {
  mailchimp: mailchimpConnector as unknown as Connector,
  hubspot: hubspotConnector as unknown as Connector,
  klaviyo: klaviyoConnector as unknown as Connector,
}
interface Pages {
  /** Rows on the largest page that the vendor gives. */
  readonly members: number
  readonly events: number
  /** Last pages that are not full: one for each campaign and report, window or metric. */
  readonly partial: number
}

const PAGES: Readonly<Record<Vendor, Pages>> = {
  mailchimp: { members: 1_000, events: 1_000, partial: 160 },
  hubspot: { members: 100, events: 1_000, partial: 40 },
  // The vendor names 1,000 and 200 as the most events of a page; only the lower one is safe.
  klaviyo: { members: 100, events: 200, partial: 10 },
}
/** What a connector may cost of its own thread, its SDK included: a request, and a row. */
const REQUEST_MS = 1
const ROW_MS = 0.02

/** A first pull of a large account, by the connector alone: pages, memory, and its own work per request and row. */
export const pullLargeBench: Bench = {
  name: 'pull-large',
  what: '100,000 contacts and 1,000,000 events by the connector alone: requests, memory, own work',
  async run(tell) {
    const rows: Row[] = []
    for (const vendor of VENDORS) rows.push(...(await pullOne(vendor, tell)))
    return rows
  },
}

async function pullOne(vendor: Vendor, tell: (text: string) => void): Promise<Row[]> {
  const account = await openEmulatorProcess({ vendor, now: NOW, ...SIZE })
  try {
    const figures = await measurePull({
      connector: CONNECTORS[vendor],
      config: account.config,
      clock: simulatedClock(NOW as Instant),
      historyDays: 400,
      limits: [],
    })
    tell(`${vendor}: ${JSON.stringify(figures)}`)
    const { requests, peakMbAboveIdle, peakHeldMb, cpuMs } = figures
    const all = Object.values(figures.rows).reduce((sum, count) => sum + count, 0)
    const pages = PAGES[vendor]
    const floor = SIZE.members / pages.members + SIZE.events / pages.events + pages.partial
    const allowedMs = requests * REQUEST_MS + all * ROW_MS
    const name = `pull ${vendor}: 100,000 contacts, 1,000,000 events`
    return [
      {
        name: `seed ${vendor}: the same`,
        value: rounded(account.cpuSeconds),
        unit: 'CPU s',
        reach: '≤ 15 s',
      },
      { name: `seed ${vendor}: memory of the filled emulator`, value: rounded(account.filledMb), unit: 'MB' },
      {
        name,
        value: requests,
        unit: 'requests',
        floor,
        ratio: rounded(requests / floor),
        reach: '≤ 1.05 × floor',
      },
      { name: `${name}, memory above idle`, value: rounded(peakMbAboveIdle), unit: 'MB', reach: '≤ 150 MB' },
      { name: `${name}, held of it once garbage is collected`, value: rounded(peakHeldMb), unit: 'MB' },
      {
        name: `${name}, own work`,
        value: rounded(cpuMs),
        unit: 'CPU ms',
        floor: rounded(allowedMs),
        ratio: rounded(cpuMs / allowedMs),
        reach: '≤ 1 ms a request and 20 µs a row',
      },
    ]
  } finally {
    await account.close()
  }
}
