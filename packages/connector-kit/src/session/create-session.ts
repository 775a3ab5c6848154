import { type Clock, type ConnectionId, systemClock } from '@esplanade/core/schema'
import pRetry from 'p-retry'
import { UnreadableAnswer } from '../answer/unreadable-answer.ts'
import type { Budget } from '../budget/create-budget.ts'
import type { Connector } from '../connector.ts'
import { ConnectorError } from '../fault.ts'
import type { CallAnswer, CallOptions, Session } from '../session.ts'
import { connectorFailure } from './connector-failure.ts'
import { isPage, PageInstead } from './page-instead.ts'
import { GivenUp, raceSettled } from './race-settled.ts'
import { backoffMs, isUnreached, MAX_ATTEMPTS, mayRetry } from './retry.ts'

/** Longer than the slowest vendor lets its own requests run. */
const DEFAULT_TIMEOUT_MS = 130_000

export interface SessionOptions {
  readonly connection: ConnectionId
  readonly connector: Pick<Connector, 'faults' | 'readFailure'>
  /** Shared by every session of the connection. */
  readonly budget: Budget
  /** Masked in everything that is thrown. */
  readonly secrets: readonly string[]
  readonly clock: Clock
  readonly signal: AbortSignal
  /** Uniform in [0, 1), for the spread of retries. */
  readonly random: () => number
  /** Times answers out. Real by default, also beside a simulated clock: the network takes real time. */
  readonly networkClock?: Pick<Clock, 'sleep'>
}

/** Opens a connection's way to its vendor: see `Session` for what a call goes through. */
export function createSession(options: SessionOptions): Session {
  const { budget, clock, signal, random, networkClock = systemClock } = options
  const stats = { requests: 0, throttled: 0, retried: 0, byRoute: new Map<string, number>() }
  /** Whether the service ever answered in this session, be it with a refusal. */
  let answered = false

  async function call<Data>(
    route: string,
    callOptions: CallOptions,
    request: () => Promise<CallAnswer<Data>>,
  ): Promise<CallAnswer<Data>> {
    let waitMs = 0
    const attempt = async (number: number): Promise<CallAnswer<Data>> => {
      if (number > 1) await clock.sleep(waitMs, signal)
      const slot = await budget.acquire(route, { priority: callOptions.priority ?? 'pull', signal })
      if (number > 1) stats.retried += 1
      stats.requests += 1
      stats.byRoute.set(route, (stats.byRoute.get(route) ?? 0) + 1)
      try {
        const answer = await raceSettled(request, {
          timeoutMs: callOptions.timeoutMs ?? DEFAULT_TIMEOUT_MS,
          clock: networkClock,
          signal,
          onGivenUp: slot.abandon,
          onSettled: slot.release,
        })
        if (answer.headers && isPage(answer.headers)) throw new PageInstead()
        answered = true
        if (answer.headers) budget.heed(route, answer.headers)
        return answer
      } catch (error) {
        throw atTheEdge(error)
      }
    }
    /** Nothing of the SDK's error goes on; an error that is not the SDK's is a bug and goes on as it is. */
    const atTheEdge = (error: unknown): unknown => {
      const failure =
        error instanceof GivenUp || error instanceof PageInstead || error instanceof UnreadableAnswer
          ? error.failure
          : options.connector.readFailure(error)
      if (!failure) return error
      if (failure.status !== null) answered = true
      return connectorFailure(failure, { ...options, route, faults: options.connector.faults })
    }
    // p-retry counts the tries; it waits by timers of its own, so its delay is zero and the clock's sleep above waits.
    return pRetry(attempt, {
      retries: MAX_ATTEMPTS - 1,
      minTimeout: 0,
      onFailedAttempt: ({ error, attemptNumber }) => {
        if (!(error instanceof ConnectorError)) return
        const { limit, retryAfterMs = 0, status } = error.failure
        const again = mayRetry(error, callOptions.idempotent)
        waitMs = backoffMs(attemptNumber, error, random)
        // Our own budget's refusal is no word of the vendor's.
        if (error.kind !== 'throttled' || status === null) return
        stats.throttled += 1
        // A wait that is too long for this call holds for the next one as well, which would be told the same.
        budget.pause(route, again ? waitMs : retryAfterMs, limit)
      },
      shouldRetry: ({ error, attemptNumber: attempt }) =>
        mayRetry(error, callOptions.idempotent) && !isUnreached(error, { attempt, answered }),
    })
  }

  return { connection: options.connection, clock, signal, call, stats }
}
