import type { Clock, Instant } from '@esplanade/core/schema'
import type { LimitPolicy } from '../../src/limit.ts'

/** A stateful fake of a vendor, written from the vendor's documentation and never from our client. */
export interface EmulatorDefinition<State> {
  readonly name: string
  /** Prefix of every path that the real service has, such as `/3.0`. */
  readonly basePath: string
  createState(world: EmulatorWorld): State
  readonly routes: readonly EmulatorRoute<State>[]
  /** What the vendor enforces, from its documentation; a function where it depends on what the account pays for. */
  readonly limits: readonly LimitPolicy[] | ((state: State) => readonly LimitPolicy[])
  /** Checked before routing: a missing or wrong key is answered here. */
  authorize(request: EmulatorRequest, state: State): EmulatorReply | undefined
  /** The vendor's answer to a call over a limit. */
  overLimit(policy: LimitPolicy, retryAfterMs: number): EmulatorReply
  /** Headers of every other answer, where the vendor reports its budget. */
  budgetHeaders?(usage: readonly LimitUsage[], route: string): Record<string, string>
  notFound(request: EmulatorRequest): EmulatorReply
  /** The vendor's answer to a body that is not JSON. */
  badBody(request: EmulatorRequest): EmulatorReply
  /** The vendor's answer to a fault on demand or a fault of the emulator itself. */
  serverError(status: number): EmulatorReply
}

/** The world comes in as arguments here too. */
export interface EmulatorWorld {
  readonly clock: Clock
  /** Uniform in [0, 1), seeded. */
  readonly random: () => number
}

export interface EmulatorRoute<State> {
  /** `GET /lists/{list_id}/members`, without the base path: the name of the call everywhere. */
  readonly route: string
  handle(request: EmulatorRequest, state: State, world: EmulatorWorld): EmulatorReply | Promise<EmulatorReply>
}

export interface EmulatorRequest {
  readonly method: string
  /** Decoded, without the base path. */
  readonly path: string
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  readonly headers: Readonly<Record<string, string>>
  /** Parsed JSON, undefined without a body. */
  readonly body: unknown
  /** Bytes of the body, for limits on size. */
  readonly bodyBytes: number
  /** Scheme and host that the caller used, for links in answers. */
  readonly origin: string
}

export interface EmulatorReply {
  readonly status: number
  /** JSON, or raw text or bytes with a `content-type` header of their own. Undefined: no body. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export interface LimitUsage {
  readonly policy: LimitPolicy
  readonly used: number
  readonly resetsInMs: number
}

/** One request as the emulator saw it. */
export interface JournalEntry {
  readonly seq: number
  readonly at: Instant
  readonly route: string
  readonly method: string
  readonly path: string
  readonly status: number
}

/** A fault to play on the next calls that match. */
export interface FaultOrder {
  /** Which calls; absent, all. */
  readonly route?: string
  readonly times: number
  readonly fault:
    | {
        readonly kind: 'status'
        readonly status: number
        readonly headers?: Readonly<Record<string, string>>
        readonly body?: string
      }
    | { readonly kind: 'cut' }
    | { readonly kind: 'cut-after-effect' }
    | { readonly kind: 'truncate' }
    | { readonly kind: 'slow'; readonly ms: number }
    | { readonly kind: 'stall' }
}

export interface EmulatorOptions {
  readonly clock: Clock
  readonly seed?: number
  /** 0 picks a free port. */
  readonly port?: number
  /** False lets calls through as fast as they come, for measuring everything else. Default true. */
  readonly enforceLimits?: boolean
  /** Called with every request that the emulator answered itself, before the answer leaves; faults on demand are not its own. */
  readonly tap?: (exchange: Exchange) => void
  /** Every answer of the emulator's own goes through this, after `tap`: what a vendor adds unannounced. */
  readonly alter?: (reply: EmulatorReply) => EmulatorReply
}

/** A request and what the emulator answered to it. */
export interface Exchange {
  /** The route's template, or `METHOD (unknown)`. */
  readonly route: string
  readonly request: EmulatorRequest
  readonly reply: EmulatorReply
}

export interface RunningEmulator<State> {
  /** `http://127.0.0.1:PORT`, without the base path. */
  readonly url: string
  readonly state: State
  /** The latest entries, bounded; `requests` counts all. */
  readonly journal: Journal
  /** What handlers threw, oldest first, bounded; the caller got `serverError(500)`. A test ends by finding none. */
  readonly errors: readonly unknown[]
  /** Plays faults on demand; returns a function that takes the order back. */
  readonly order: (fault: FaultOrder) => () => void
  /** Orders not played to their end. */
  readonly waitingFaults: () => number
  readonly takeBackFaults: () => void
  readonly close: () => Promise<void>
}

export interface Journal {
  readonly requests: number
  readonly byRoute: ReadonlyMap<string, number>
  readonly entries: readonly JournalEntry[]
  /** Answers over a limit so far. */
  readonly throttled: number
  clear(): void
}
