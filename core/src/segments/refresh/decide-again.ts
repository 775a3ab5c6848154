import type { Column } from '../evaluate/column.ts'
import { derivedColumn } from '../evaluate/derived-column.ts'
import { numbered, runSomePredicates } from '../evaluate/run-predicates.ts'
import type { Slot } from '../lower/segment-plan.ts'
import { gather, gatherBits, scatterBits } from './gather.ts'
import { replaceColumn, type Work } from './work.ts'

type Derived = Parameters<typeof derivedColumn>[0]

/**
 * Computes the columns that are made of others: for touched contacts, side by side, or for everybody
 * where each depends on all, as a rank does.
 */
export function deriveAgain(work: Work): void {
  const { pair, writer, living, capacity } = work
  const contacts = Uint32Array.from(work.touched).sort()
  const beside: (Column | undefined)[] = []
  const own = gatherBits(living, contacts)
  for (const [index, slot] of pair.now.slots.entries()) {
    if (!isDerived(slot)) {
      beside[index] = gather(present(writer.columns, index), contacts)
    } else if (pair.anew.has(index) || writer.columns[index] === undefined) {
      const column = derivedColumn(slot, writer.columns as Column[], capacity, living)
      replaceColumn(work, index, column)
      beside[index] = gather(column, contacts)
    } else {
      const column = derivedColumn(slot, beside as Column[], own.length * 32, own)
      beside[index] = column
      for (const [place, contact] of contacts.entries()) writer.copy(index, contact, column, place)
    }
  }
}

/** Decides touched contacts in every segment, and everybody in those whose tests moved with the time. */
export function decideAgain(work: Work): readonly Uint32Array[] {
  const { pair, writer, living } = work
  const segments = pair.now.segments.map(numbered)
  const columns = writer.columns as Column[]
  const masks = work.masks ?? segments.map(() => new Uint32Array(living.length))
  const isMoved = (number: number) => work.masks === undefined || pair.moved.has(number)
  if (work.masks !== undefined) {
    const contacts = Uint32Array.from(work.touched).sort()
    const own = gatherBits(living, contacts)
    const beside = columns.map(column => gather(column, contacts))
    const decided = segments.map(() => new Uint32Array(own.length))
    runSomePredicates(
      segments.filter(({ number }) => !isMoved(number)),
      [],
      beside,
      own,
      decided,
    )
    for (const { number } of segments) {
      if (!isMoved(number))
        scatterBits(decided[number] as Uint32Array, contacts, masks[number] as Uint32Array)
    }
  }
  runSomePredicates(
    segments.filter(({ number }) => isMoved(number)),
    pair.now.slots,
    columns,
    living,
    masks,
  )
  return masks
}

/** Whether a column is made of others, and not read. */
export const isDerived = (slot: Slot): slot is Derived =>
  slot.kind !== 'attribute' &&
  slot.kind !== 'aggregate' &&
  slot.kind !== 'keys' &&
  slot.kind !== 'fold' &&
  slot.kind !== 'roster'

function present(columns: readonly (Column | undefined)[], index: number): Column {
  const column = columns[index]
  if (column === undefined) throw new Error(`The state has no column for the slot ${index}.`)
  return column
}
