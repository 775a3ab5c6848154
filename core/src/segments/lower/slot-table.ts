import type { ValueType } from '../../schema/index.ts'
import type { Aggregate, EventScan, KeyScan, Roster, RosterQuestion, Timeline } from '../plan.ts'
import { rosterKey } from '../roster-key.ts'
import type { Slot } from './segment-plan.ts'
import { TimelineTable, type UnmarkedRows } from './timeline-table.ts'

/**
 * The columns of a plan, each once however many segments ask for it. Slots are found again by the
 * canonical text of what they hold.
 */
export class SlotTable {
  readonly slots: Slot[] = []
  readonly attributes: string[] = []
  readonly keyScans: KeyScan[] = []
  readonly rosters: Roster[] = []
  readonly #timelines = new TimelineTable()
  readonly #known = new Map<string, number>()
  readonly #scans = new Map<string, { index: number; aggregates: Aggregate[] }>()

  get scans(): EventScan[] {
    return [...this.#scans].map(([type, { aggregates }]) => ({ type, aggregates }))
  }

  get timelines(): Timeline[] {
    return this.#timelines.timelines
  }

  attribute(name: string, type: ValueType): number {
    return this.#once(`attribute ${name}`, () => {
      this.attributes.push(name)
      return { kind: 'attribute', name, type }
    })
  }

  aggregate(eventType: string, aggregate: Omit<Aggregate, 'key'>): number {
    const { fn, property, after, until, where } = aggregate
    const key = JSON.stringify([fn, property && [property.name, property.type], after, until, where])
    return this.#once(`aggregate ${eventType} ${key}`, () => {
      const scan = this.#scan(eventType)
      scan.aggregates.push({ key, ...aggregate })
      return {
        kind: 'aggregate',
        type: fn === 'count' ? 'number' : (property?.type ?? 'number'),
        scan: scan.index,
        column: scan.aggregates.length - 1,
        empty: fn === 'count' || fn === 'sum' ? 0 : null,
      }
    })
  }

  /** The columns of a key scan: how many values, and how many of them are matched. */
  keys(scan: Omit<KeyScan, 'key'>): { values: number; matched: number } {
    const key = JSON.stringify([scan.subject, scan.match, scan.last])
    const known = this.keyScans.findIndex(other => other.key === key)
    const index = known >= 0 ? known : this.keyScans.push({ key, ...scan }) - 1
    const column = (number: 0 | 1) =>
      this.derived({ kind: 'keys', type: 'number', scan: index, column: number })
    return { values: column(0), matched: column(1) }
  }

  /** 1 for who is in a set of contacts that is answered from outside. */
  roster(question: RosterQuestion): number {
    const key = rosterKey(question)
    return this.#once(`roster ${key}`, () => {
      const roster = this.rosters.push({ key, ...question }) - 1
      return { kind: 'roster', type: 'boolean', roster }
    })
  }

  /** The rows of a timeline by selection; what they lead to is a slot of its own. */
  read(selections: readonly UnmarkedRows[]): { timeline: number; marks: readonly number[] } {
    return this.#timelines.read(selections)
  }

  /** A column made of other columns. */
  derived(slot: Slot): number {
    return this.#once(`derived ${JSON.stringify(slot)}`, () => slot)
  }

  #scan(eventType: string): { index: number; aggregates: Aggregate[] } {
    const known = this.#scans.get(eventType)
    if (known) return known
    const scan = { index: this.#scans.size, aggregates: [] }
    this.#scans.set(eventType, scan)
    return scan
  }

  #once(key: string, make: () => Slot): number {
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const index = this.slots.push(make()) - 1
    this.#known.set(key, index)
    return index
  }
}
