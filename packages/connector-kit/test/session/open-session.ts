import { type ConnectionId, instant, simulatedClock } from '@esplanade/core/schema'
import { afterEach } from 'vitest'
import {
  type CallAnswer,
  createBudget,
  createSession,
  type Failure,
  type FaultRule,
  type LimitPolicy,
} from '../../src/index.ts'
import { seededRandom, startEmulator } from '../../testing/emulator/index.ts'
import { limitedShelf } from '../emulator/shelf.ts'

export const PUT = 'PUT /books/{id}'
export const KEY = 'shelf-key'
const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

/** What a vendor's SDK would throw: an error that carries the credential. */
class ShelfError extends Error {
  readonly failure: Failure
  readonly authorization = `Bearer ${KEY}`
  constructor(failure: Failure) {
    super(`${failure.message} (sent with ${KEY})`)
    this.failure = failure
  }
}

/** A session with the shelf's emulator, over a client of a few lines. */
export async function open(
  options: { limits?: readonly LimitPolicy[]; faults?: readonly FaultRule[]; url?: string } = {},
) {
  const clock = simulatedClock(instant(0))
  const emulator = await startEmulator(limitedShelf(options.limits ?? []), { clock })
  closers.push(emulator.close)
  const stop = new AbortController()
  const session = createSession({
    connection: 'shop' as ConnectionId,
    connector: {
      faults: options.faults ?? [],
      readFailure: error => (error instanceof ShelfError ? error.failure : undefined),
    },
    budget: createBudget(options.limits ?? [], clock),
    secrets: [KEY],
    clock,
    signal: stop.signal,
    random: seededRandom(1),
  })
  const request = (method: string, path: string) => async (): Promise<CallAnswer<unknown>> => {
    const init = {
      method,
      headers: { authorization: `Bearer ${KEY}` },
      ...(method === 'PUT' ? { body: '{}' } : {}),
    }
    const response = await fetch(`${options.url ?? emulator.url}/v1${path}`, init).catch(cause => {
      const code: unknown = cause.cause?.code
      throw new ShelfError({
        status: null,
        code: typeof code === 'string' ? code : 'network',
        message: `${cause.message} with ${KEY}`,
      })
    })
    const text = await response.text()
    const retryAfter = response.headers.get('retry-after')
    if (!response.ok) {
      throw new ShelfError({
        status: response.status,
        code: null,
        message: text,
        body: { text },
        ...(retryAfter ? { retryAfterMs: Number(retryAfter) * 1_000 } : {}),
      })
    }
    try {
      return { data: text === '' ? undefined : JSON.parse(text), headers: response.headers }
    } catch {
      throw new ShelfError({ status: response.status, code: null, message: 'broken JSON' })
    }
  }
  const put = (idempotent: boolean, timeoutMs?: number) =>
    session.call(PUT, { idempotent, ...(timeoutMs ? { timeoutMs } : {}) }, request('PUT', '/books/1'))
  return { clock, emulator, session, stop, request, put }
}
