import type { Esp } from './shop/person.ts'
import type { Mismatch } from './verify/verify-account.ts'

/** What `demo --json` prints as its last line. */
export interface DemoResult {
  readonly contacts: number
  readonly identities: number
  readonly events: number
  readonly segments: readonly { readonly id: string; readonly members: number }[]
  readonly connections: readonly ConnectionResult[]
  /** The sync after the simulated day. */
  readonly secondSync: {
    readonly changedContacts: number
    readonly requests: number
    readonly applied: number
    readonly mismatches: number
  }
  readonly seconds: number
  readonly peakMb: number
  /** From the emulators' state and the shop's own truth; never assumed. */
  readonly verified: boolean
}

/** The first sync, connection by connection. Requests and throttled answers are the vendor's own count. */
export interface ConnectionResult {
  readonly id: string
  readonly connector: Esp
  readonly pulled: number
  readonly requests: number
  readonly applied: number
  readonly rejected: number
  readonly throttled: number
  readonly mismatches: number
}

/** Why a demo is not verified: what vendors hold against the truth, and what the hub itself got wrong. */
export interface Findings {
  readonly mismatches: readonly Mismatch[]
  readonly failures: readonly string[]
}

export const noFindings = ({ mismatches, failures }: Findings): boolean =>
  mismatches.length === 0 && failures.length === 0
