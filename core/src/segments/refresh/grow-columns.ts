import type { Column, NumberColumn } from '../evaluate/column.ts'
import type { Slot } from '../lower/segment-plan.ts'

/** The columns of these slots with room for `capacity` contacts, of whom as yet nothing is known. */
export function growColumns(
  columns: readonly (Column | undefined)[],
  slots: readonly Slot[],
  capacity: number,
): (Column | undefined)[] {
  return columns.map((column, index) => column && grown(column, slots[index] as Slot, capacity))
}

export function growMask(mask: Uint32Array, words: number): Uint32Array {
  const grownMask = new Uint32Array(words)
  grownMask.set(mask)
  return grownMask
}

function grown(column: Column, slot: Slot, capacity: number): Column {
  if (column.kind === 'text') {
    const codes = new Int32Array(capacity).fill(-1)
    codes.set(column.codes)
    return { ...column, codes }
  }
  const values: NumberColumn['values'] = new (column.values.constructor as Float64ArrayConstructor)(capacity)
  // Of nobody nothing is known: a count is 0, whatever else a store answers is missing.
  if (
    slot.kind !== 'keys' &&
    !(slot.kind === 'aggregate' && slot.empty === 0) &&
    values instanceof Float64Array
  )
    values.fill(Number.NaN)
  values.set(column.values)
  return { kind: 'number', values }
}
