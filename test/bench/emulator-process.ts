import { simulatedClock } from '@esplanade/core/schema'
import { type AccountSize, openAccount, type Vendor } from './bench-accounts.ts'

/** What the process is asked for, as JSON in its first argument. */
export type AskedAccount = Omit<AccountSize, 'clock'> & { readonly vendor: Vendor; readonly now: number }

/** An emulated account in a process of its own, so that the connector's own work and memory can be told from it. */
const { vendor, now, ...size } = JSON.parse(process.argv[2] ?? '') as AskedAccount
const clock = simulatedClock(now as Parameters<typeof simulatedClock>[0])
const begun = performance.now()
const before = process.memoryUsage.rss()
const { emulator, connection } = await openAccount(vendor, { ...size, clock })
process.send?.({
  config: connection.config,
  seconds: (performance.now() - begun) / 1_000,
  filledMb: (process.memoryUsage.rss() - before) / 1e6,
})
process.once('message', () => {
  // A failure to close is this process's end, and reaches whoever waits for it as one.
  void emulator.close().then(() => process.disconnect())
})
