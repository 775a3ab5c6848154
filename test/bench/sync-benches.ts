import { type Instant, shiftedClock, simulatedClock } from '@esplanade/core/schema'
import { any, attribute, none, segment } from '@esplanade/core/segments'
import type { HubConfig } from '@esplanade/hub'
import { openRealHub } from '../e2e/real-data/real-hub.ts'
import { type AccountSize, type BenchAccount, openAccount, VENDORS, type Vendor } from './bench-accounts.ts'
import { type Bench, medianOfThree, type Row, rounded, secondsOf } from './row.ts'

const NOW = Date.parse('2026-11-01T09:00:00Z') as Instant

/** Everybody: whoever has, or has not, a first name. */
const everybody = segment(
  'all',
  'Everybody',
  any(attribute('first_name').exists(), none(attribute('first_name').exists())),
)

/** Pulling 10,000 contacts and 100,000 events from an emulator that lets every call through. */
export const pullBench: Bench = {
  name: 'pull',
  what: '10,000 contacts and 100,000 events from each emulator, without its limits',
  async run(tell) {
    const rows: Row[] = []
    for (const vendor of VENDORS) {
      const counts = { contacts: 0, events: 0, requests: 0 }
      const value = await medianOfThree(() => pullOnce(vendor, counts))
      tell(`${vendor}: ${counts.contacts} contacts, ${counts.events} events, ${counts.requests} requests`)
      rows.push({
        name: `pull ${vendor}: 10,000 contacts, 100,000 events`,
        value: rounded(value),
        unit: 's',
        reach: '≤ 20 s',
      })
    }
    return rows
  },
}

async function pullOnce(
  vendor: Vendor,
  counts: { contacts: number; events: number; requests: number },
): Promise<number> {
  const clock = shiftedClock(NOW)
  return withHub(
    vendor,
    { members: 10_000, events: 100_000, clock, enforceLimits: false },
    async ({ hub }) => {
      let seconds = 0
      seconds = await secondsOf(async () => {
        const [pulled] = (await hub.run({ command: 'pull' })).connections
        if (pulled === undefined || pulled.error !== null)
          throw new Error(`The pull failed: ${pulled?.error}`)
        Object.assign(counts, { contacts: pulled.contacts, events: pulled.events, requests: pulled.requests })
      })
      return seconds
    },
  )
}

/** Write requests for 1,000 changed contacts that the mirror knows: one field, and one tag or list. */
export const writesBench: Bench = {
  name: 'writes',
  what: 'write requests per 1,000 changed contacts, reads and polls apart',
  async run() {
    const reach: Record<Vendor, string> = { mailchimp: '≤ 4', hubspot: '≤ 11', klaviyo: '≤ 2' }
    const floor: Record<Vendor, number> = { mailchimp: 4, hubspot: 11, klaviyo: 2 }
    const rows: Row[] = []
    for (const vendor of VENDORS) {
      const { writes, reads, second } = await countWrites(vendor)
      rows.push(
        {
          name: `writes ${vendor}: 1,000 changed contacts`,
          value: writes,
          unit: 'requests',
          floor: floor[vendor],
          ratio: rounded(writes / floor[vendor]),
          reach: reach[vendor],
        },
        { name: `reads and polls ${vendor} during that push`, value: reads, unit: 'requests' },
        { name: `writes ${vendor}: unchanged world`, value: second, unit: 'requests', reach: '0' },
      )
    }
    return rows
  },
}

async function countWrites(vendor: Vendor): Promise<{ writes: number; reads: number; second: number }> {
  const clock = simulatedClock(NOW)
  return withHub(
    vendor,
    { members: 1_000, events: 4_000, clock, enforceLimits: true },
    async ({ hub, account }) => {
      await hub.run({ command: 'pull' })
      await hub.run({ command: 'evaluate' })
      // Setting up the field and the list is not part of writing 1,000 contacts.
      account.emulator.journal.clear()
      await hub.run({ command: 'push' })
      const { writes, reads } = journalCounts(account)
      account.emulator.journal.clear()
      await hub.run({ command: 'sync' })
      return { writes, reads, second: journalCounts(account).writes }
    },
  )
}

/** Making the target and the field, and asking for things by POST, are told apart from writing members. */
const SETUP =
  /(merge-fields|\/properties\/|\/segments$|POST \/crm\/v3\/lists$|POST \/api\/lists$|\/search$|\/read$)/

function journalCounts({ emulator }: BenchAccount): { writes: number; reads: number } {
  let writes = 0
  let reads = 0
  for (const [route, count] of emulator.journal.byRoute) {
    if (route.startsWith('GET ') || SETUP.test(route)) reads += count
    else writes += count
  }
  return { writes, reads }
}

interface OpenBench {
  readonly hub: Awaited<ReturnType<typeof openRealHub>>['hub']
  readonly account: BenchAccount
}

async function withHub<T>(
  vendor: Vendor,
  size: AccountSize,
  work: (open: OpenBench) => Promise<T>,
): Promise<T> {
  const account = await openAccount(vendor, size)
  const config: Omit<HubConfig, 'store' | 'currency'> = {
    connections: { [vendor]: account.connection },
    segments: [everybody],
    syncs: account.syncs,
  }
  const { hub, close } = await openRealHub(NOW, config, size.clock)
  try {
    return await work({ hub, account })
  } finally {
    await close()
    await account.emulator.close()
  }
}
