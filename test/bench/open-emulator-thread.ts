import { Worker } from 'node:worker_threads'
import type { AccountSize, Vendor } from './bench-accounts.ts'

export interface EmulatorThread {
  /** The configuration of a connection to it. */
  readonly config: unknown
  /** What filling the account took. */
  readonly seconds: number
  readonly close: () => Promise<void>
}

/** Fills an emulator in a thread of its own; its clock stands at `now`. */
export async function openEmulatorThread(
  vendor: Vendor,
  now: number,
  size: Omit<AccountSize, 'clock'>,
): Promise<EmulatorThread> {
  const worker = new Worker(new URL('./emulator-worker.ts', import.meta.url), {
    workerData: { vendor, now, ...size },
  })
  const opened = await new Promise<{ config: unknown; seconds: number }>((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
  })
  return {
    ...opened,
    close: async () => {
      const ended = new Promise(resolve => worker.once('exit', resolve))
      worker.postMessage('close')
      await ended
    },
  }
}
