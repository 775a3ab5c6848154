import type { Clock, ConnectionId } from '@esplanade/core/schema'

/** Lower runs first when calls wait for the same budget. */
export const PRIORITIES = { consent: 0, push: 1, pull: 2 } as const
export type Priority = keyof typeof PRIORITIES

export interface CallOptions {
  /** Whether the call may be repeated when nobody knows what became of it. */
  readonly idempotent: boolean
  readonly priority?: Priority
  /** The call is given up after this long; its slot stays taken until the SDK settles. */
  readonly timeoutMs?: number
}

export interface CallAnswer<Data> {
  readonly data: Data
  /** Answer headers, for budgets that the vendor reports; lower-case or not. */
  readonly headers?: HeadersLike | undefined
}

export type HeadersLike = Headers | Readonly<Record<string, string | readonly string[] | undefined>>

/** One connection's way to its vendor: every HTTP request of a connector is one `call`. */
export interface Session {
  readonly connection: ConnectionId
  readonly clock: Clock
  readonly signal: AbortSignal
  /**
   * Waits for the budget, runs `request` (exactly one HTTP request through the vendor's SDK), and
   * repeats it when it failed in a way that passes and the call is idempotent (or the vendor said
   * that it did nothing: throttled). `route` is `METHOD /path/{template}`.
   *
   * @throws ConnectorError, never the SDK's own error.
   */
  call<Data>(
    route: string,
    options: CallOptions,
    request: () => Promise<CallAnswer<Data>>,
  ): Promise<CallAnswer<Data>>
  readonly stats: CallStats
}

export interface CallStats {
  /** Requests sent, repeats included. */
  readonly requests: number
  readonly throttled: number
  readonly retried: number
  readonly byRoute: ReadonlyMap<string, number>
}
