/**
 * A bound on calls that a vendor sets. `routes` are templates such as `GET /lists/{list_id}/members`;
 * absent, the policy holds for every call. With `each: 'route'` every listed route has a budget of its own.
 */
export type LimitPolicy = RateLimit | ConcurrencyLimit

export interface RateLimit {
  readonly kind: 'rate'
  readonly name: string
  readonly calls: number
  readonly perMs: number
  /** `fixed`: counted from the first call of a window that then ends as a whole; `rolling`: over any span of `perMs`. */
  readonly window: 'rolling' | 'fixed'
  /** A fixed window of a day that is over at midnight of this IANA time zone, whenever its calls were made. */
  readonly midnightIn?: string
  readonly routes?: readonly string[]
  readonly each?: 'route'
  /**
   * Answer headers in which the vendor reports this limit, lower-case. What they say may lower the
   * budget, since others may share the account; it never raises it.
   */
  readonly feedback?: LimitFeedback
  /** Where to read the source of this number. */
  readonly source: string
}

export interface LimitFeedback {
  /** Header with the number of calls left. */
  readonly remaining: string
  /** Header with the seconds until they are restored; absent, they are when a window that began now is over. */
  readonly resetSeconds?: string
}

export interface ConcurrencyLimit {
  readonly kind: 'concurrency'
  readonly name: string
  readonly calls: number
  readonly routes?: readonly string[]
  readonly source: string
}
