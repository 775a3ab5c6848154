import type { Instant } from '@esplanade/core/schema'
import type { LedgerRow } from '@esplanade/core/store'

export type Decision =
  /** `shown`: the vendor shows our value, so whatever it insisted on before was not its spelling of it. */
  | { readonly kind: 'unchanged'; readonly shown: boolean }
  /** `settled` is what the vendor insisted on, when this is the same value sent once more. */
  | { readonly kind: 'send'; readonly settled: string | null }

/**
 * What to do about one member, from three fingerprints: wanted, what the vendor showed last, and
 * what we delivered last. Equal to the vendor's: nothing. Delivered and not seen since: wait for
 * the next pull. Delivered, and the vendor shows something else: somebody edited it there or the
 * vendor rewrites it; the hub owns these fields, so it sends once more, and if the vendor then
 * shows the very same other value it is the vendor's spelling of ours and stays.
 */
export function decideRow(
  wanted: string,
  seen: { readonly fingerprint: string; readonly at: Instant },
  delivered: LedgerRow | undefined,
): Decision {
  if (wanted === seen.fingerprint) return { kind: 'unchanged', shown: true }
  if (delivered === undefined || delivered.sent !== wanted) return { kind: 'send', settled: null }
  if (seen.at <= delivered.at || delivered.settled === seen.fingerprint)
    return { kind: 'unchanged', shown: false }
  return { kind: 'send', settled: seen.fingerprint }
}
