import type { SegmentPlan, Slot } from '../lower/segment-plan.ts'
import type { Aggregate } from '../plan.ts'
import { aggregateOf } from './tracked-plan.ts'

/** The plan of some columns that come from the store, in the order of `slots`; it scans for nothing else. */
export function partOfPlan(plan: SegmentPlan, slots: readonly number[]): SegmentPlan {
  const scans = new Map<number, { index: number; aggregates: Aggregate[] }>()
  const keyScans = new Places()
  const timelines = new Places()
  const rosters = new Places()
  const attributes: string[] = []
  const chosen = slots.map((index): Slot => {
    const slot = plan.slots[index] as Slot
    switch (slot.kind) {
      case 'attribute':
        attributes.push(slot.name)
        return slot
      case 'aggregate': {
        const scan = scans.get(slot.scan) ?? { index: scans.size, aggregates: [] }
        scans.set(slot.scan, scan)
        return { ...slot, scan: scan.index, column: scan.aggregates.push(aggregateOf(plan, slot)) - 1 }
      }
      case 'keys':
        return { ...slot, scan: keyScans.of(slot.scan) }
      case 'fold':
        return { ...slot, timeline: timelines.of(slot.timeline) }
      case 'roster':
        return { ...slot, roster: rosters.of(slot.roster) }
      default:
        throw new Error(`The slot ${index} is made of others and no part of a scan.`)
    }
  })
  return {
    asOf: plan.asOf,
    currency: plan.currency,
    timeZone: plan.timeZone,
    attributes,
    scans: [...scans].map(([scan, { aggregates }]) => ({ type: plan.scans[scan]?.type ?? '', aggregates })),
    keyScans: keyScans.chosen(plan.keyScans),
    timelines: timelines.chosen(plan.timelines),
    rosters: rosters.chosen(plan.rosters),
    slots: chosen,
    segments: [],
    values: [],
  }
}

/** New numbers, from 0, for those that are asked for. */
class Places {
  readonly #places = new Map<number, number>()

  of(old: number): number {
    const known = this.#places.get(old)
    if (known !== undefined) return known
    this.#places.set(old, this.#places.size)
    return this.#places.size - 1
  }

  chosen<T>(all: readonly T[]): T[] {
    return [...this.#places.keys()].map(old => all[old] as T)
  }
}
