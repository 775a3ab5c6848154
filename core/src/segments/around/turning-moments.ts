import type { Instant } from '../../schema/index.ts'
import { isoInstant } from '../../schema/index.ts'
import type { Condition } from '../definition/definition.ts'
import type { ReferenceOptions, WorldContact, WorldEvent } from '../reference/world.ts'
import { typesOf } from './deciding-events.ts'
import { allParts, type Part } from './explained-part.ts'
import { momentsAhead } from './moments-ahead.ts'
import { type Settled, settle } from './settled.ts'
import { whoPass } from './verdicts.ts'

/** Moments ahead at which a leaf is judged again, and the fewest however many events it has. */
const MAX_MOMENTS = 400
const LEAST_MOMENTS = 20
/** Events looked at while one leaf is judged again and again; more events mean fewer moments. */
const MAX_LOOKS = 400_000
/** Moments of all leaves together at which the whole is put together again. */
const MAX_MOMENTS_TOGETHER = 1_000

/** What one contact is judged by, at any moment. */
export interface Judged {
  readonly contact: WorldContact
  readonly events: readonly WorldEvent[]
  readonly settled: Settled
  readonly options: ReferenceOptions
}

/**
 * For every part the first moment ahead at which the clock alone makes its verdict another one; absent
 * where none was found. A leaf is judged at the moments of its own events and lengths of time; what the
 * leaves then say is put together up the tree.
 */
export function turningMoments(root: Part, now: (part: Part) => boolean, judged: Judged): Map<Part, string> {
  const parts = allParts(root)
  const leaves = parts.filter(part => part.parts.length === 0 && !('segment' in part.condition))
  const ahead = new Map(leaves.map(leaf => [leaf, verdictsAhead(leaf.condition, judged)]))
  const horizon = Math.min(...[...ahead.values()].map(({ until }) => until))
  const moments = [...new Set([...ahead.values()].flatMap(({ verdicts }) => [...verdicts.keys()]))]
    .filter(moment => moment < horizon)
    .toSorted((a, b) => a - b)
    .slice(0, MAX_MOMENTS_TOGETHER)

  const turning = new Map<Part, string>()
  const leafVerdicts = new Map(leaves.map(leaf => [leaf, now(leaf)]))
  for (const moment of moments) {
    for (const leaf of leaves) {
      const verdict = ahead.get(leaf)?.verdicts.get(moment)
      if (verdict !== undefined) leafVerdicts.set(leaf, verdict)
    }
    const holds = putTogether(parts, leafVerdicts)
    for (const part of parts) {
      if (!turning.has(part) && holds(part) !== now(part)) turning.set(part, isoInstant(moment))
    }
  }
  return turning
}

/** A leaf's verdict at every moment that may change it, and up to when that is all that may. */
function verdictsAhead(
  condition: Condition,
  { contact, events, settled, options }: Judged,
): { verdicts: ReadonlyMap<Instant, boolean>; until: number } {
  const types = typesOf(condition, options)
  const own = events.filter(({ type }) => types.has(type))
  const most = Math.max(LEAST_MOMENTS, Math.min(MAX_MOMENTS, Math.floor(MAX_LOOKS / Math.max(1, own.length))))
  // What is stated about the contact plays no part where only events are weighed.
  const stated = types.size === 0 ? contact : { ...contact, attributes: {} }
  const moments = momentsAhead([condition], stated, own, {
    asOf: options.asOf,
    timeZone: options.timeZone,
    most: most + 1,
  })
  const question = settle(condition, settled)
  const world = { contacts: [contact], events: own }
  const verdicts = moments
    .slice(0, most)
    .map(asOf => [asOf, (whoPass([question], [], world, { ...options, asOf })[0]?.size ?? 0) > 0] as const)
  return { verdicts: new Map(verdicts), until: moments[most] ?? Number.POSITIVE_INFINITY }
}

/** The verdicts of all parts, from those of the leaves. */
function putTogether(
  parts: readonly Part[],
  leafVerdicts: ReadonlyMap<Part, boolean>,
): (part: Part) => boolean {
  const known = new Map(leafVerdicts)
  const unfolded = new Map(
    parts.flatMap(({ condition, parts: [rule] }) =>
      'segment' in condition && rule ? [[condition.segment, rule] as const] : [],
    ),
  )
  const holds = (part: Part): boolean => {
    const verdict = known.get(part) ?? together(part)
    known.set(part, verdict)
    return verdict
  }
  const together = ({ condition, parts: below }: Part): boolean => {
    if ('any' in condition) return below.some(holds)
    if ('none' in condition) return !below.some(holds)
    if (!('segment' in condition)) return below.every(holds)
    // Where a segment is only named again, what it says stands where it was unfolded.
    const rule = unfolded.get(condition.segment)
    return rule !== undefined && holds(rule)
  }
  return holds
}
