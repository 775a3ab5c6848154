import { simulatedClock } from '@esplanade/core/schema'
import { type AccountSize, openAccount, type Vendor } from './bench-accounts.ts'

/** What the process is asked for, as JSON in its first argument. */
export type AskedAccount = Omit<AccountSize, 'clock'> & { readonly vendor: Vendor; readonly now: number }

/** An emulated account in a process of its own, so that the connector's own work and memory can be told from it. */
const { vendor, now, ...size } = JSON.parse(process.argv[2] ?? '') as AskedAccount
const clock = simulatedClock(now as Parameters<typeof simulatedClock>[0])
const begun = process.cpuUsage()
const before = process.memoryUsage.rss()
const { emulator, connection } = await openAccount(vendor, { ...size, clock })
const { user, system } = process.cpuUsage(begun)
process.send?.({
  config: connection.config,
  cpuSeconds: (user + system) / 1e6,
  filledMb: (process.memoryUsage.rss() - before) / 1e6,
})
process.once('message', () => {
  // A failure to close is this process's end, and reaches whoever waits for it as one.
  void emulator.close().then(() => process.disconnect())
})
