import type { StagedColumn } from './stage.ts'

/** Columns to stage, picked from rows. */
export function textColumn<Row>(
  name: string,
  rows: readonly Row[],
  pick: (row: Row) => string | null,
): StagedColumn {
  return { name, values: rows.map(pick) }
}

/** A text that each row shares with many others, such as a kind or a source; of few different ones each crosses over once. */
export function sharedTextColumn<Row>(
  name: string,
  rows: readonly Row[],
  pick: (row: Row) => string,
): StagedColumn {
  const known = new Map<string, number>()
  const codes = new Uint8Array(rows.length)
  for (const [row, each] of rows.entries()) {
    const text = pick(each)
    const code = known.get(text) ?? known.size
    // The texts are named in a statement, where one ends at a NUL.
    if (code === MOST_SHARED || text.includes('\0')) return textColumn(name, rows, pick)
    known.set(text, code)
    codes[row] = code
  }
  return rows.length === 0
    ? textColumn(name, rows, pick)
    : { name, values: { codes, texts: [...known.keys()] } }
}

const MOST_SHARED = 256

export function uint32Column<Row>(
  name: string,
  rows: readonly Row[],
  pick: (row: Row) => number,
): StagedColumn {
  return { name, values: filled(new Uint32Array(rows.length), rows, pick) }
}

/** Instants and counts, exact up to 2^53. */
export function doubleColumn<Row>(
  name: string,
  rows: readonly Row[],
  pick: (row: Row) => number,
): StagedColumn {
  return { name, values: filled(new Float64Array(rows.length), rows, pick) }
}

/** 1 and 0; a statement reads it as `flag <> 0`. */
export function flagColumn<Row>(
  name: string,
  rows: readonly Row[],
  pick: (row: Row) => boolean,
): StagedColumn {
  return { name, values: filled(new Uint8Array(rows.length), rows, row => (pick(row) ? 1 : 0)) }
}

/** The position of each row, for answers that must line up with what was asked. */
export function ordinalColumn(length: number): StagedColumn {
  const values = new Uint32Array(length)
  for (let row = 0; row < length; row++) values[row] = row
  return { name: 'ordinal', values }
}

/** A plain loop: `from` asks an iterator for every value, which takes many times longer. */
function filled<Row, Numbers extends Uint32Array | Float64Array | Uint8Array>(
  values: Numbers,
  rows: readonly Row[],
  pick: (row: Row) => number,
): Numbers {
  for (let row = 0; row < rows.length; row++) values[row] = pick(rows[row] as Row)
  return values
}
