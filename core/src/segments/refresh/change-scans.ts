import type { Bounds, ChangeScan, ChangeSource } from '../../store/index.ts'
import type { Slot } from '../lower/segment-plan.ts'
import type { Aggregate, KeySource, TimelineSource } from '../plan.ts'
import type { PlanPair } from './pair-plans.ts'
import { aggregateOf } from './tracked-plan.ts'

/** One question about what moved in a type, and the columns that the answers are about. */
export interface ChangeTask {
  readonly scan: ChangeScan
  /** Aligned with the aggregates of the scan: those whose answers are changed by a difference. */
  readonly aggregates: readonly ChangedAggregate[]
  /** Aligned with its sources: the columns to read again for whom a row moved. */
  readonly sources: readonly ChangedUnit[]
}

interface ChangedAggregate {
  readonly slot: number
  readonly aggregate: Aggregate
}

interface ChangedUnit {
  /** Columns that are read together. */
  readonly slots: readonly number[]
  /** Set where the row counts only for contacts of whom this column is not 0. */
  readonly unless: number | null
}

interface OpenTask {
  readonly scanned: { before: Bounds; aggregate: Aggregate }[]
  readonly aggregates: ChangedAggregate[]
  readonly looked: { before: Bounds; source: ChangeSource }[]
  readonly sources: ChangedUnit[]
}

/** What to ask of each event type about everything stored after `since` and every bound that moved. */
export function changeTasks(pair: PlanPair, since: number): ChangeTask[] {
  const tasks = new Map<string, OpenTask>()
  const { before, now, anew } = pair
  for (const [slot, planned] of now.slots.entries()) {
    if (planned.kind !== 'aggregate' || anew.has(slot)) continue
    const aggregate = aggregateOf(now, planned)
    const bounds = boundsOf(aggregateOf(before, planned))
    const task = taskOf(tasks, now.scans[planned.scan]?.type ?? '')
    // The order of texts is the engine's own, so the extremes of texts are read again.
    if (planned.type === 'text' && (aggregate.fn === 'min' || aggregate.fn === 'max')) {
      look(task, bounds, aggregate, { slots: [slot], unless: null })
      continue
    }
    task.scanned.push({ before: bounds, aggregate })
    task.aggregates.push({ slot, aggregate })
  }
  for (const unit of readTogether(pair)) {
    for (const { type, bounds, source, unless } of unit.sources) {
      look(taskOf(tasks, type), bounds, source, { slots: unit.slots, unless })
    }
  }
  return [...tasks].map(([type, { scanned, looked, aggregates, sources }]) => ({
    scan: { type, since, aggregates: scanned, sources: looked },
    aggregates,
    sources,
  }))
}

interface ReadTogether {
  readonly slots: readonly number[]
  readonly sources: readonly {
    readonly type: string
    readonly bounds: Bounds
    readonly source: KeySource | TimelineSource
    readonly unless: number | null
  }[]
}

/** Columns that differences cannot bring up to date, with the rows that they are read from. */
function readTogether({ before, now, anew }: PlanPair): ReadTogether[] {
  const slotsOf = (is: (slot: Slot) => boolean) =>
    now.slots.flatMap((slot, index) => (is(slot) && !anew.has(index) ? [index] : []))
  const sources = (
    was: readonly (KeySource | TimelineSource)[] = [],
    is: readonly (KeySource | TimelineSource)[] = [],
    unless: number | null = null,
  ) => is.map((source, index) => ({ type: source.type, source, unless, bounds: boundsOf(was[index]) }))
  const keys = now.keyScans.map(({ subject, match }, number) => {
    const slots = slotsOf(slot => slot.kind === 'keys' && slot.scan === number)
    const values = now.slots.findIndex(
      slot => slot.kind === 'keys' && slot.scan === number && slot.column === 0,
    )
    const was = before.keyScans[number]
    // Who has no value has none that is matched either, whatever matches.
    const matched = sources(was?.match, match, values < 0 ? null : values)
    return { slots, sources: [...sources(was?.subject, subject), ...matched] }
  })
  const folds = now.timelines.map((timeline, number) => ({
    slots: slotsOf(slot => slot.kind === 'fold' && slot.timeline === number),
    sources: sources(before.timelines[number]?.sources, timeline.sources),
  }))
  return [...keys, ...folds].filter(({ slots }) => slots.length > 0)
}

function look(
  { looked, sources }: OpenTask,
  before: Bounds,
  { after, until, where, ...rest }: Aggregate | KeySource | TimelineSource,
  unit: ChangedUnit,
): void {
  const property = 'property' in rest ? rest.property : null
  looked.push({ before, source: { after, until, where, property } })
  sources.push(unit)
}

function taskOf(tasks: Map<string, OpenTask>, type: string): OpenTask {
  const task = tasks.get(type) ?? { scanned: [], aggregates: [], looked: [], sources: [] }
  tasks.set(type, task)
  return task
}

function boundsOf(source: Bounds | undefined): Bounds {
  if (!source) throw new Error('The plans of two moments do not match.')
  return { after: source.after, until: source.until }
}
