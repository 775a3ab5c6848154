import { type Instant, instant } from './instant.ts'

/** The only way Esplanade learns the time or waits, so that a run can be replayed. */
export interface Clock {
  now(): Instant
  /** Resolves after `ms` milliseconds of this clock, or rejects with the signal's reason. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => instant(Date.now()),
  sleep: (ms, signal) => timer(ms, signal),
}

/**
 * A clock that runs at the machine's speed from an instant of its own and can be moved ahead:
 * a rehearsal lives through a day in no time while real waits stay real.
 */
export interface ShiftedClock extends Clock {
  advance(ms: number): void
}

export function shiftedClock(start: Instant, base: Clock = systemClock): ShiftedClock {
  let offset = start - base.now()
  return {
    now: () => instant(base.now() + offset),
    sleep: (ms, signal) => base.sleep(ms, signal),
    advance: ms => {
      offset += ms
    },
  }
}

/**
 * A clock that stands still except while somebody sleeps: sleeping moves it to the wake-up time
 * at once, in order. Hours of rate limiting take milliseconds in a test.
 */
export interface SimulatedClock extends Clock {
  advance(ms: number): void
}

export function simulatedClock(start: Instant): SimulatedClock {
  let now: number = start
  return {
    now: () => instant(now),
    sleep: async (ms, signal) => {
      signal?.throwIfAborted()
      const wakeAt = now + Math.max(0, ms)
      await new Promise(resolve => setImmediate(resolve))
      signal?.throwIfAborted()
      now = Math.max(now, wakeAt)
    },
    advance: ms => {
      now += ms
    },
  }
}

function timer(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason)
    const wake = () => {
      signal?.removeEventListener('abort', abort)
      resolve()
    }
    const handle = setTimeout(wake, ms)
    const abort = () => {
      clearTimeout(handle)
      reject(signal?.reason)
    }
    signal?.addEventListener('abort', abort, { once: true })
  })
}
