import type { StagedColumn } from './stage.ts'

/** Columns to stage, picked from rows. */
export function textColumn<Row>(
  name: string,
  rows: readonly Row[],
  pick: (row: Row) => string | null,
): StagedColumn {
  return { name, values: rows.map(pick) }
}

export function uint32Column<Row>(
  name: string,
  rows: readonly Row[],
  pick: (row: Row) => number,
): StagedColumn {
  return { name, values: Uint32Array.from(rows, pick) }
}

/** Instants and counts, exact up to 2^53. */
export function doubleColumn<Row>(
  name: string,
  rows: readonly Row[],
  pick: (row: Row) => number,
): StagedColumn {
  return { name, values: Float64Array.from(rows, pick) }
}

/** 1 and 0; a statement reads it as `flag <> 0`. */
export function flagColumn<Row>(
  name: string,
  rows: readonly Row[],
  pick: (row: Row) => boolean,
): StagedColumn {
  return { name, values: Uint8Array.from(rows, row => (pick(row) ? 1 : 0)) }
}

/** The position of each row, for answers that must line up with what was asked. */
export const ordinalColumn = (length: number): StagedColumn => ({
  name: 'ordinal',
  values: Uint32Array.from({ length }, (_, i) => i),
})
