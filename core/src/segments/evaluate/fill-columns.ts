import type { AttributeColumns, FactScans } from '../../store/index.ts'
import type { SegmentPlan, Slot } from '../lower/segment-plan.ts'
import type { RosterProvider, ScanColumn, Timeline } from '../plan.ts'
import { assertRoom } from './beyond-memory.ts'
import { attributeColumn, type Column, NumberColumnBuilder, TextColumnBuilder } from './column.ts'
import { derivedColumn } from './derived-column.ts'
import { TimelineReader } from './fold-timeline.ts'
import { maskOf } from './mask.ts'

/** What predicates read: a column for every slot of the plan. */
export interface Filled {
  /** One past the highest contact number. */
  readonly size: number
  /** Contacts that exist; nobody else is a member of anything. */
  readonly living: Uint32Array
  readonly columns: readonly Column[]
}

/**
 * Reads the attributes and runs every scan of a plan once, chunk by chunk, into columns. Throws `BeyondMemory`
 * before the scans where the columns cannot but take more than `maxBytes`.
 */
export async function fillColumns(
  plan: SegmentPlan,
  facts: FactScans,
  rosters: RosterProvider,
  maxBytes = Number.POSITIVE_INFINITY,
): Promise<Filled> {
  const attributes = await facts.attributes(plan.attributes)
  const living = maskOf(attributes.living)
  const capacity = living.length * 32
  assertRoom(plan, capacity, maxBytes)
  const scanned = new Map<string, Column>()
  const folded = new Map<Slot, Column>()
  await allOf([
    ...plan.scans.map((scan, number) => async () => {
      const builders = scan.aggregates.map((_, column) => builderOf(plan.slots, number, column, capacity))
      for await (const { contactNo, columns } of facts.scan(scan)) {
        for (const [column, builder] of builders.entries()) {
          const answer = columns[column]
          if (answer !== undefined) builder.add(contactNo, answer)
        }
      }
      for (const [column, builder] of builders.entries()) scanned.set(`${number} ${column}`, builder.finish())
    }),
    ...plan.keyScans.map((scan, number) => async () => {
      const builders = [0, 1].map(() => new NumberColumnBuilder(capacity, 0))
      for await (const { contactNo, columns } of facts.countKeys(scan)) {
        for (const [column, builder] of builders.entries()) {
          const answer = columns[column]
          builder.add(contactNo, answer?.kind === 'number' ? answer.values : wrongKind('numbers'))
        }
      }
      for (const [column, builder] of builders.entries())
        scanned.set(`keys ${number} ${column}`, builder.finish())
    }),
    ...plan.timelines.map((_, number) => () => foldTimeline(plan, number, facts, capacity, folded)),
  ])
  for (const [number, roster] of plan.rosters.entries()) {
    scanned.set(`roster ${number}`, rosterColumn(await rosters(roster, plan.asOf), capacity))
  }
  const columns: Column[] = []
  for (const slot of plan.slots)
    columns.push(folded.get(slot) ?? columnOf(slot, attributes, scanned, columns, living))
  return { size: attributes.size, living, columns }
}

/** Scans under way at once: one is read here while the store works on the next. */
const SCANS_AT_ONCE = 2

async function allOf(works: readonly (() => Promise<void>)[]): Promise<void> {
  const waiting = works.values()
  const worker = async () => {
    for (const work of waiting) await work()
  }
  await Promise.all(Array.from({ length: SCANS_AT_ONCE }, worker))
}

/** Reads a timeline once, for all slots that depend on it. */
async function foldTimeline(
  plan: SegmentPlan,
  number: number,
  facts: FactScans,
  capacity: number,
  columns: Map<Slot, Column>,
): Promise<void> {
  const slots = plan.slots.filter(isFold).filter(slot => slot.timeline === number)
  const reader = new TimelineReader(
    slots.map(({ fold }) => fold),
    capacity,
  )
  for await (const chunk of facts.timeline(plan.timelines[number] as Timeline)) reader.add(chunk)
  reader.finish()
  for (const [index, slot] of slots.entries()) {
    columns.set(slot, { kind: 'number', values: reader.columns[index] as Float64Array })
  }
}

const isFold = (slot: Slot): slot is Extract<Slot, { kind: 'fold' }> => slot.kind === 'fold'

function columnOf(
  slot: Slot,
  attributes: AttributeColumns,
  scanned: ReadonlyMap<string, Column>,
  earlier: readonly Column[],
  living: Uint32Array,
): Column {
  const capacity = living.length * 32
  if (slot.kind === 'attribute') {
    const column = attributes.columns.get(slot.name)
    if (!column)
      throw new Error(`The store gave no column for the attribute "${slot.name}"; prepare it first.`)
    return attributeColumn(column, capacity)
  }
  if (slot.kind === 'aggregate' || slot.kind === 'keys') {
    const place = `${slot.scan} ${slot.column}`
    const column = scanned.get(slot.kind === 'keys' ? `keys ${place}` : place)
    if (!column) throw new Error('The plan has an aggregate that none of its scans answers.')
    return column
  }
  if (slot.kind === 'roster') {
    const column = scanned.get(`roster ${slot.roster}`)
    if (!column) throw new Error('The plan has a slot of a roster that it does not ask for.')
    return column
  }
  if (slot.kind === 'fold') throw new Error('The plan has a fold over a timeline that it does not read.')
  return derivedColumn(slot, earlier, capacity, living)
}

function rosterColumn(contacts: Uint32Array, capacity: number): Column {
  const values = new Uint8Array(capacity)
  for (const contact of contacts) if (contact < capacity) values[contact] = 1
  return { kind: 'number', values }
}

interface Builder {
  add(contacts: Uint32Array, column: ScanColumn): void
  finish(): Column
}

function builderOf(slots: readonly Slot[], scan: number, column: number, capacity: number): Builder {
  const slot = slots.find(slot => slot.kind === 'aggregate' && slot.scan === scan && slot.column === column)
  if (slot?.kind !== 'aggregate') throw new Error('The plan has an aggregate without a slot.')
  if (slot.type === 'text') {
    const texts = new TextColumnBuilder(capacity)
    return {
      add: (contacts, answer) =>
        texts.add(contacts, answer.kind === 'text' ? answer.values : wrongKind('texts')),
      finish: () => texts.finish(),
    }
  }
  const numbers = new NumberColumnBuilder(capacity, slot.empty)
  return {
    add: (contacts, answer) =>
      numbers.add(contacts, answer.kind === 'number' ? answer.values : wrongKind('numbers')),
    finish: () => numbers.finish(),
  }
}

function wrongKind(expected: string): never {
  throw new Error(`A scan answered with a column of the wrong kind: expected ${expected}.`)
}
