import type { SegmentPlan, Slot } from '../lower/segment-plan.ts'
import type { Aggregate, EventScan, PropertyRef, RowTest } from '../plan.ts'

/** A plan with what has to be known beside its answers to bring them up to date. */
export interface TrackedPlan extends SegmentPlan {
  /** By slot of a `first` or `last`: the slot with the time of the event that it comes from. */
  readonly holders: ReadonlyMap<number, number>
  /** By slot of a fold: the slot with the moment at which it changes though nothing happens. */
  readonly dues: ReadonlyMap<number, number>
}

const TIME: PropertyRef = { name: 'at', type: 'instant' }

/** Adds slots behind those of the plan, whose numbers stay. */
export function trackPlan(plan: SegmentPlan): TrackedPlan {
  const scans = plan.scans.map(({ type, aggregates }) => ({ type, aggregates: [...aggregates] }))
  const slots = [...plan.slots]
  const holders = new Map<number, number>()
  const dues = new Map<number, number>()
  for (const [index, slot] of plan.slots.entries()) {
    if (slot.kind === 'aggregate') {
      const holder = holderOf(aggregateOf(plan, slot))
      if (holder) holders.set(index, slotOf(holder, slot.scan, scans, slots))
    }
    if (slot.kind === 'fold' && slot.fold.kind === 'sequence' && slot.fold.absent) {
      dues.set(index, slots.push({ ...slot, fold: { ...slot.fold, due: true } }) - 1)
    }
  }
  return { ...plan, scans, slots, holders, dues }
}

/** The aggregate that a slot holds. */
export function aggregateOf(
  { scans }: { readonly scans: readonly EventScan[] },
  { scan, column }: Extract<Slot, { kind: 'aggregate' }>,
): Aggregate {
  const aggregate = scans[scan]?.aggregates[column]
  if (!aggregate) throw new Error('The plan has a slot of an aggregate that it does not scan.')
  return aggregate
}

function holderOf({ fn, property, after, until, where }: Aggregate): Aggregate | undefined {
  if (property === null || (fn !== 'first' && fn !== 'last')) return undefined
  const has: RowTest = { op: 'exists', property }
  const rest = {
    fn: fn === 'first' ? ('min' as const) : ('max' as const),
    property: TIME,
    after,
    until,
    where: where === null ? has : { op: 'all' as const, tests: [where, has] },
  }
  return { key: JSON.stringify(['holder', rest]), ...rest }
}

function slotOf(
  holder: Aggregate,
  scan: number,
  scans: readonly { readonly aggregates: Aggregate[] }[],
  slots: Slot[],
): number {
  const { aggregates } = scans[scan] as { readonly aggregates: Aggregate[] }
  const known = aggregates.findIndex(({ key }) => key === holder.key)
  if (known >= 0) {
    return slots.findIndex(slot => slot.kind === 'aggregate' && slot.scan === scan && slot.column === known)
  }
  const column = aggregates.push(holder) - 1
  return slots.push({ kind: 'aggregate', type: 'instant', scan, column, empty: null }) - 1
}
