import { instant, simulatedClock } from '@esplanade/core/schema'
import { afterEach } from 'vitest'
import type { LimitPolicy } from '../../src/index.ts'
import { type EmulatorOptions, startEmulator } from '../../testing/emulator/index.ts'
import { limitedShelf } from './shelf.ts'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

export interface CallInit {
  readonly body?: string | Buffer<ArrayBuffer>
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

/** The shelf on a simulated clock, closed after the test. */
export async function start(limits: readonly LimitPolicy[] = [], options: Partial<EmulatorOptions> = {}) {
  const clock = simulatedClock(instant(0))
  const emulator = await startEmulator(limitedShelf(limits), { clock, ...options })
  closers.push(emulator.close)
  const call = (method: string, path: string, init: CallInit = {}) => {
    const headers = { authorization: 'Bearer shelf-key', ...init.headers }
    return fetch(`${emulator.url}${path}`, { ...init, method, headers })
  }
  return { clock, emulator, call }
}
