import type { Instant } from '../../schema/index.ts'
import type { FeatureTable } from '../data/feature-table.ts'
import { createRandom } from '../data/random.ts'
import { applyFeatures, type FeatureFit, fitFeatures, type MeasuredFeatures } from '../features/index.ts'
import { measureOutcome, type Outcome } from '../lifecycle/index.ts'
import { chosenRows, type Features, measureAt } from './read-table.ts'
import type { ScoreContext, ScoringContext } from './score-kind.ts'

/** Rows of contacts at several snapshots, one below the other. */
export interface TrainingRows {
  readonly fit: FeatureFit
  /** Before a fit says how to read them. */
  readonly measured: MeasuredFeatures
  readonly table: FeatureTable
  readonly labels: Uint8Array
  /** The snapshot of each row. */
  readonly times: Float64Array
}

/** Beyond this a model learns nothing more, and a million contacts at four snapshots would not fit in memory. */
const MOST_ROWS = 200_000

/** The feature that says who is asked about at all; it teaches nothing. */
const AMONG = 'among_segment'

/**
 * Measures and labels contacts at every snapshot. What rates and categories mean is learned from all but
 * the last, which is kept for judging. Of many contacts a draw by seed is taken, the same at each snapshot.
 */
export async function trainingRows(
  features: Features,
  outcome: Outcome,
  {
    snapshots,
    among,
    context,
  }: {
    readonly snapshots: readonly Instant[]
    readonly among: string | undefined
    readonly context: ScoreContext
  },
): Promise<TrainingRows> {
  const parts: { readonly measured: MeasuredFeatures; readonly labels: Uint8Array; readonly at: Instant }[] =
    []
  const most = Math.floor(MOST_ROWS / Math.max(1, snapshots.length))
  for (const at of snapshots) {
    const measured = sampled(await measureAmong(features, among, context, at), most, context.seed)
    const options = { ...context, snapshot: at, contactNo: measured.contactNo }
    parts.push({ measured, labels: await measureOutcome(outcome, context.facts, options), at })
    context.signal?.throwIfAborted()
  }
  const taught = parts.length > 1 ? parts.slice(0, -1) : parts
  const fit = fitFeatures(together(taught.map(({ measured }) => measured)))
  const measured = together(parts.map(part => part.measured))
  return {
    fit,
    measured,
    table: applyFeatures(fit, measured),
    labels: Uint8Array.from(parts.flatMap(({ labels }) => [...labels])),
    times: Float64Array.from(parts.flatMap(({ labels, at }) => Array.from(labels, () => at))),
  }
}

/** Features of those who are asked about: members of a segment by its rule at the snapshot, or everybody. */
export async function measureAmong(
  features: Features,
  among: string | undefined,
  context: ScoringContext,
  at: Instant,
): Promise<MeasuredFeatures> {
  return membersOnly(await measureAt(withAmong(features, among), context, at), among)
}

/** Features, with the one that says who is asked about. */
export const withAmong = (features: Features, among: string | undefined): Features =>
  among === undefined ? features : { ...features, [AMONG]: { segment: among } }

/** Of measured features the rows of those who are asked about. */
export function membersOnly(measured: MeasuredFeatures, among: string | undefined): MeasuredFeatures {
  if (among === undefined) return measured
  const member = measured.columns.find(({ name }) => name === AMONG)
  const rows: number[] = []
  if (member?.kind === 'number') for (const [row, is] of member.values.entries()) if (is === 1) rows.push(row)
  const chosen = chosenRows(measured, Uint32Array.from(rows))
  return { ...chosen, columns: chosen.columns.filter(({ name }) => name !== AMONG) }
}

/** Each contact's own draw depends on its number alone, so that it is in at all snapshots or in none. */
function sampled(measured: MeasuredFeatures, most: number, seed: number): MeasuredFeatures {
  const { contactNo } = measured
  if (contactNo.length <= most) return measured
  const share = most / contactNo.length
  const rows: number[] = []
  for (const [row, contact] of contactNo.entries())
    if (createRandom(seed ^ Math.imul(contact, 0x9e3779b1))() < share) rows.push(row)
  return chosenRows(measured, Uint32Array.from(rows))
}

function together(parts: readonly MeasuredFeatures[]): MeasuredFeatures {
  const [first] = parts
  if (first === undefined) throw new RangeError('There is no snapshot to learn from.')
  const rows = parts.reduce((sum, { contactNo }) => sum + contactNo.length, 0)
  const joined = (pick: (part: MeasuredFeatures) => ArrayLike<number>) => {
    const all = new Float64Array(rows)
    let from = 0
    for (const part of parts) {
      all.set(pick(part), from)
      from += part.contactNo.length
    }
    return all
  }
  return {
    asOf: first.asOf,
    contactNo: Uint32Array.from(joined(({ contactNo }) => contactNo)),
    columns: first.columns.map((column, place) => {
      const same = <Kind extends typeof column.kind>(part: MeasuredFeatures, kind: Kind) => {
        const found = part.columns[place]
        if (found?.kind !== kind) throw new Error(`The feature ${column.name} changed its kind.`)
        return found as Extract<typeof column, { kind: Kind }>
      }
      if (column.kind === 'number') return { ...column, values: joined(part => same(part, 'number').values) }
      if (column.kind === 'rate')
        return {
          ...column,
          part: joined(part => same(part, 'rate').part),
          of: joined(part => same(part, 'rate').of),
        }
      return { ...column, values: parts.flatMap(part => same(part, 'category').values) }
    }),
  }
}
