import type { Clock } from '@esplanade/core/schema'
import PQueue from 'p-queue'
import { ConnectorError } from '../fault.ts'
import type { LimitPolicy } from '../limit.ts'
import { LONGEST_WAIT_MS } from '../session/retry.ts'
import type { HeadersLike, Priority } from '../session.ts'
import { PRIORITIES } from '../session.ts'
import { createLedger } from './ledger.ts'
import { readHeader } from './read-header.ts'
import { type CallTicket, ReadyQueue } from './ready-queue.ts'

/** More calls at once than any vendor welcomes; a bound where a vendor states none. */
export const MAX_IN_FLIGHT = 64
/** Calls that may wait at once. A caller that starts more without waiting for any has lost count. */
export const MAX_WAITING_CALLS = 1_000

/**
 * What one connection may ask of its vendor, shared by everything that runs on it: keep one for as
 * long as the process lives, since a new one knows nothing of the calls just made.
 */
export interface Budget {
  /**
   * Waits until a call of the route may start, more urgent ones first, and counts it.
   * Rejects with the signal's reason when that comes first, and with a `ConnectorError` of kind
   * `throttled` for a wait beyond `LONGEST_WAIT_MS`: a day's quota that is used up is not waited for.
   */
  acquire(route: string, options: { priority: Priority; signal: AbortSignal }): Promise<Slot>
  /** Holds the route back, and those that share its narrowest limit, or the one that the vendor named. */
  pause(route: string, ms: number, limit?: string): void
  /** Lowers the budget to what the vendor reports. */
  heed(route: string, headers: HeadersLike): void
}

/** A started call's place in the budget. */
export interface Slot {
  /** We gave the answer up: it counts against rates from here, and keeps its connection until `release`. */
  readonly abandon: () => void
  /** The request is over, answered or not. */
  readonly release: () => void
}

/**
 * p-queue starts calls, bounds those in flight and takes aborted ones out; the ledger says which may
 * start; the clock wakes the queue when time alone has made one ready.
 */
export function createBudget(limits: readonly LimitPolicy[], clock: Clock): Budget {
  const ledger = createLedger(limits)
  const isReady = (route: string) => ledger.notBefore(route, clock.now()) <= clock.now()
  let calls = new ReadyQueue(isReady)
  const share = (made: ReadyQueue) => {
    calls = made
  }
  const queue = new PQueue<ReadyQueue, CallTicket>({
    concurrency: MAX_IN_FLIGHT,
    // p-queue makes its queue itself; this lets the alarm see what waits in it.
    queueClass: class extends ReadyQueue {
      constructor() {
        super(isReady)
        share(this)
      }
    },
  })
  const waiting = new Map<string, Set<AbortController>>()
  let alarm: { readonly at: number; readonly off: AbortController } | undefined

  /** Sees to it that the queue is woken when the next waiting call may start. */
  function setAlarm(): void {
    const now = clock.now()
    for (const [route, calls] of waiting) {
      const readyAt = ledger.notBefore(route, now)
      if (!Number.isFinite(readyAt) || readyAt - now <= LONGEST_WAIT_MS) continue
      for (const call of calls) call.abort(usedUp(route, readyAt, now))
    }
    // With every slot taken nothing can start: p-queue goes on by itself, and comes here, when a call ends.
    const full = queue.pending >= queue.concurrency
    const at = full
      ? Number.POSITIVE_INFINITY
      : earliest([...calls.routes].map(r => ledger.notBefore(r, now)))
    if (alarm?.at === at) return
    alarm?.off.abort()
    alarm = undefined
    if (!Number.isFinite(at)) return
    const off = new AbortController()
    alarm = { at, off }
    clock.sleep(at - now, off.signal).then(wake, error => {
      if (!off.signal.aborted) throw error
    })
  }

  function wake(): void {
    alarm = undefined
    // Starting a paused queue is p-queue's way to be told that it should look again.
    queue.pause()
    queue.start()
    setAlarm()
  }

  queue.addEventListener('next', setAlarm)

  return {
    acquire: (route, { priority, signal }) =>
      new Promise((resolve, reject) => {
        if (calls.waiting >= MAX_WAITING_CALLS) {
          reject(new Error(`${MAX_WAITING_CALLS} calls wait already; await some before starting ${route}.`))
          return
        }
        const refused = new AbortController()
        const ofRoute = waiting.get(route) ?? new Set()
        waiting.set(route, ofRoute.add(refused))
        const left = () => ofRoute.delete(refused)
        const start = () => {
          left()
          const entry = ledger.start(route)
          const over = Promise.withResolvers<void>()
          resolve({
            abandon: () => entry.arrived(clock.now()),
            release: () => {
              entry.settled(clock.now())
              over.resolve()
            },
          })
          return over.promise
        }
        const eitherSignal = AbortSignal.any([signal, refused.signal])
        queue.add(start, { route, rank: PRIORITIES[priority], signal: eitherSignal }).catch(error => {
          left()
          reject(error)
        })
        setAlarm()
      }),
    pause: (route, ms, limit) => ledger.pause(route, clock.now() + ms, limit, clock.now()),
    heed: (route, headers) => ledger.heed(route, name => readHeader(headers, name), clock.now()),
  }
}

const earliest = (moments: readonly number[]): number =>
  moments.reduce((first, at) => Math.min(first, at), Number.POSITIVE_INFINITY)

function usedUp(route: string, readyAt: number, now: number): ConnectorError {
  const until = new Date(readyAt).toISOString()
  const message = `The budget for ${route} is used up until ${until}.`
  const failure = { status: null, code: 'budget-used-up', message, retryAfterMs: Math.ceil(readyAt - now) }
  return new ConnectorError('throttled', route, failure, `${message} Run the same command again then.`)
}
