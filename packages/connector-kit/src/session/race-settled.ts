import type { Clock } from '@esplanade/core/schema'
import type { Failure } from '../fault.ts'

/** A request already sent is waited for this long after an abort: what became of it is worth knowing. */
const ABORT_GRACE_MS = 5_000

/** We stopped waiting for an answer that may still come. */
export class GivenUp extends Error {
  override readonly name = 'GivenUp'
  readonly failure: Failure

  constructor(ms: number) {
    const message = `no answer within ${ms / 1_000} s`
    super(message)
    this.failure = { status: null, code: 'timeout', message }
  }
}

export interface RaceOptions {
  readonly timeoutMs: number
  readonly clock: Pick<Clock, 'sleep'>
  readonly signal: AbortSignal
  /** We stopped waiting; the request still runs. */
  readonly onGivenUp: () => void
  /** The request is over; always called, once, however late. */
  readonly onSettled: () => void
}

/** The request's outcome, or `GivenUp` when it takes too long. An SDK cannot be interrupted, only no longer waited for. */
export async function raceSettled<T>(request: () => Promise<T>, options: RaceOptions): Promise<T> {
  const { clock, signal, timeoutMs } = options
  const over = new AbortController()
  // An SDK that throws before it returns a promise fails like any other.
  const answer = (async () => request())()
  answer.then(options.onSettled, options.onSettled)
  const givenUp = (ms: number) =>
    clock.sleep(ms, over.signal).then(() => {
      options.onGivenUp()
      throw new GivenUp(ms)
    })
  const aborted = Promise.withResolvers<never>()
  const onAbort = () => {
    givenUp(Math.min(ABORT_GRACE_MS, timeoutMs)).catch(aborted.reject)
  }
  if (signal.aborted) onAbort()
  else signal.addEventListener('abort', onAbort, { once: true })
  try {
    return await Promise.race([answer, givenUp(timeoutMs), aborted.promise])
  } finally {
    signal.removeEventListener('abort', onAbort)
    over.abort()
  }
}
