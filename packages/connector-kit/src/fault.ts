/**
 * Failures sorted by what happens next. `auth` and `config` pause the connection until a person
 * acts; `throttled` and `transient` are tried again; `rejected` and `missing` are one row's outcome;
 * `contract` means that the vendor answered something its documentation does not allow.
 */
export type FaultKind = 'auth' | 'config' | 'throttled' | 'transient' | 'rejected' | 'missing' | 'contract'

/** One line of a connector's fault table; what is absent matches anything. */
export interface FaultRule {
  readonly status?: number | readonly number[]
  /** The vendor's machine-readable code or title, exactly. */
  readonly code?: string
  readonly kind: FaultKind
  /** What a person should do, appended to the vendor's words. */
  readonly next?: string
}

/** What is left of an SDK's error: plain facts, no request, no credential. */
export interface Failure {
  /** HTTP status; null when no answer came (refused, cut, timed out). */
  readonly status: number | null
  readonly code: string | null
  /** The vendor's words. */
  readonly message: string
  readonly retryAfterMs?: number
  /** The name of the limit that is used up, where the vendor says which. */
  readonly limit?: string
  /** The answer's body where a caller needs its parts (per-row errors); parsed JSON. */
  readonly body?: unknown
}

/** The only error that leaves a connector. Safe to log: it holds no request and no secret. */
export class ConnectorError extends Error {
  override readonly name = 'ConnectorError'
  readonly kind: FaultKind
  readonly route: string
  readonly failure: Failure

  constructor(kind: FaultKind, route: string, failure: Failure, message: string) {
    super(message)
    this.kind = kind
    this.route = route
    this.failure = failure
  }
}
