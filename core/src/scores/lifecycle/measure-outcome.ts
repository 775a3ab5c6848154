import { type Catalog, type Instant, isoInstant } from '../../schema/index.ts'
import {
  evaluateSegments,
  planSegments,
  resolveExpressions,
  type ValueExpression,
} from '../../segments/index.ts'
import type { FactStore } from '../../store/index.ts'
import { byPeople } from './by-people.ts'

/** What is foreseen: that such an event comes within the horizon, or that none does. What a machine did, nobody did. */
export interface Outcome {
  readonly event: string | readonly string[]
  readonly where?: Extract<ValueExpression, { event: unknown }>['where']
  /** True for churn: the positive is who did not. */
  readonly absent: boolean
  readonly horizonMs: number
}

/**
 * Labels of contacts at a snapshot: 1 where the outcome came true in snapshot < t ≤ snapshot + horizon.
 * Aligned with `contactNo`. The horizon must be over; throws `RangeError` otherwise, since a window that
 * still runs would count everybody who has not yet as somebody who never did.
 */
export async function measureOutcome(
  { event, where, absent, horizonMs }: Outcome,
  facts: FactStore,
  {
    snapshot,
    now,
    contactNo,
    catalog,
    currency,
    timeZone,
  }: {
    readonly snapshot: Instant
    readonly now: Instant
    readonly contactNo: Uint32Array
    readonly catalog: Catalog
    readonly currency: string
    readonly timeZone: string
  },
): Promise<Uint8Array> {
  const asOf = (snapshot + horizonMs) as Instant
  if (asOf > now)
    throw new RangeError(`The window after the snapshot ${isoInstant(snapshot)} ends at ${isoInstant(asOf)}.`)
  const after = { at: { more_than: isoInstant(snapshot) } }
  const counted = byPeople({ event, ...(where && { where }) }, catalog).map(
    (each): ValueExpression => ({ event: each.event, where: { ...each.where, ...after }, count: true }),
  )
  const resolved = resolveExpressions(counted, catalog)
  if (!resolved.ok) throw new RangeError(resolved.problems.map(({ reason }) => reason).join('\n'))
  const plan = planSegments([], { asOf, currency, timeZone, values: resolved.value })
  const { values } = await evaluateSegments(plan, facts)
  const counts = values.map(({ column }) => {
    if (column?.kind !== 'number') throw new Error('A count was answered with texts.')
    return column.values
  })
  return Uint8Array.from(contactNo, contact => {
    const happened = counts.some(count => (count[contact] as number) > 0)
    return happened === absent ? 0 : 1
  })
}
