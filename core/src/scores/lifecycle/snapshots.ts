import { days, type Instant } from '../../schema/index.ts'
import type { Verdict } from '../data/verdict.ts'

/**
 * The instants that a model is trained and judged at. Features are what was known by a snapshot, labels
 * what happened in the `horizonMs` after it, so no row of one can be in the other.
 */
export interface Snapshots {
  /** Oldest first; the last is kept for judging what the others taught. */
  readonly at: readonly Instant[]
  readonly verdict: Verdict
}

export interface SnapshotOptions {
  readonly now: Instant
  readonly horizonMs: number
  /** The first event that is known; null for none. */
  readonly firstEventAt: Instant | null
  /** How long after it happened an event may still come in: a label window has to be that old to be taken for whole. */
  readonly settleMs?: number
  readonly most?: number
}

const DEFAULT_SETTLE_MS = days(1)
const DEFAULT_SNAPSHOTS = 4

/** The newest snapshot whose label window is over and has settled. */
export const newestMatured = ({
  now,
  horizonMs,
  settleMs = DEFAULT_SETTLE_MS,
}: Pick<SnapshotOptions, 'now' | 'horizonMs' | 'settleMs'>): Instant =>
  (now - settleMs - horizonMs) as Instant

/**
 * Places snapshots a horizon apart, the newest so that its label window is over and has settled, as many
 * as have at least one horizon of history before them. With one only, a model can be trained and not be
 * judged by time; with none there is nothing to learn.
 */
export function placeSnapshots({
  now,
  horizonMs,
  firstEventAt,
  settleMs = DEFAULT_SETTLE_MS,
  most = DEFAULT_SNAPSHOTS,
}: SnapshotOptions): Snapshots {
  if (firstEventAt === null)
    return { at: [], verdict: { enough: false, reason: 'not enough data: no event is known' } }
  const newest = newestMatured({ now, horizonMs, settleMs })
  const room = Math.floor((newest - firstEventAt) / horizonMs)
  const count = Math.min(most, room)
  if (count < 1) {
    const needed = Math.ceil((2 * horizonMs + settleMs) / days(1))
    const known = Math.max(0, Math.floor((now - firstEventAt) / days(1)))
    return {
      at: [],
      verdict: {
        enough: false,
        reason: `not enough data: ${known} days of history, ${needed} needed for a horizon of ${horizonMs / days(1)} days`,
      },
    }
  }
  const at = Array.from(
    { length: count },
    (_, index) => (newest - (count - 1 - index) * horizonMs) as Instant,
  )
  return { at, verdict: { enough: true } }
}
