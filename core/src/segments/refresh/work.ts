import type { Column } from '../evaluate/column.ts'
import { ColumnWriter, isSame } from './column-writer.ts'
import type { EvaluationState } from './evaluation-state.ts'
import { growColumns, growMask } from './grow-columns.ts'
import type { PlanPair } from './pair-plans.ts'

/** A refresh under way. */
export interface Work {
  readonly pair: PlanPair
  readonly writer: ColumnWriter
  readonly living: Uint32Array
  readonly masks: readonly Uint32Array[] | undefined
  /** Contacts that the columns have room for. */
  readonly capacity: number
  /** Contacts of whom a column changed. */
  readonly touched: Set<number>
  /** By slot: contacts whose value has to be read again. */
  readonly again: Map<number, Set<number>>
  /** The highest number beyond the room that moved. */
  beyond: number
}

/** Room is made for so many contacts at once, since all columns are copied for it. */
const ROOM = 4096

/** Makes room for everybody, and takes those who got room now for touched. */
export function beginWork(state: EvaluationState, pair: PlanPair, size: number): Work {
  const had = state.living.length * 32
  const capacity = size <= had ? had : Math.ceil(size / ROOM) * ROOM
  const grows = capacity > had
  const columns = grows ? growColumns(state.columns, pair.now.slots, capacity) : state.columns
  const masks = grows ? state.masks?.map(mask => growMask(mask, capacity / 32)) : state.masks
  const living = grows ? growMask(state.living, capacity / 32) : state.living
  const touched = new Set<number>()
  for (let contact = had; contact < capacity; contact++) touched.add(contact)
  return {
    pair,
    writer: new ColumnWriter(columns),
    living,
    masks,
    capacity,
    touched,
    again: new Map(),
    beyond: state.beyond,
  }
}

export function readAgainLater({ again }: Work, slots: readonly number[], contact: number): void {
  for (const slot of slots) {
    const contacts = again.get(slot) ?? new Set()
    again.set(slot, contacts)
    contacts.add(contact)
  }
}

/** Puts a column in place of one, and takes those whose value differs for touched. */
export function replaceColumn({ writer, touched }: Work, slot: number, next: Column): void {
  const before = writer.columns[slot]
  writer.columns[slot] = next
  if (before === undefined) return
  if (before.kind === 'number' && next.kind === 'number') {
    const [was, is] = [before.values, next.values]
    for (let contact = 0; contact < is.length; contact++) {
      if (!isSame(was[contact] as number, is[contact] as number)) touched.add(contact)
    }
    return
  }
  if (before.kind === 'number' || next.kind === 'number')
    throw new Error(`The slot ${slot} changed its kind.`)
  const textOf = ({ codes, dictionary }: typeof next, contact: number) =>
    JSON.stringify(dictionary[codes[contact] as number])
  for (let contact = 0; contact < next.codes.length; contact++) {
    if (textOf(before, contact) !== textOf(next, contact)) touched.add(contact)
  }
}
