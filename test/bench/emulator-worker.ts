import { parentPort, workerData } from 'node:worker_threads'
import { simulatedClock } from '@esplanade/core/schema'
import { type AccountSize, openAccount, type Vendor } from './bench-accounts.ts'

/** An emulated account in a thread of its own, so that the connector's own work can be told from it. */
const { vendor, now, ...size } = workerData as Omit<AccountSize, 'clock'> & { vendor: Vendor; now: number }
const clock = simulatedClock(now as Parameters<typeof simulatedClock>[0])
const begun = performance.now()
const { emulator, connection } = await openAccount(vendor, { ...size, clock })
parentPort?.postMessage({
  config: connection.config,
  url: emulator.url,
  seconds: (performance.now() - begun) / 1_000,
})
parentPort?.once('message', () => {
  // A failure to close is this thread's end, and reaches whoever waits for it as one.
  void emulator.close().then(() => parentPort?.close())
})
