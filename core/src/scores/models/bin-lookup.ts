/** Cells between the first and the last cut. Most hold at most one cut, so that most searches are over at once. */
const CELLS = 1024

export interface BinLookup {
  readonly first: number
  readonly scale: number
  readonly cells: number
  /** The cuts of cell c are those from `cellStarts[c]` up to `cellStarts[c + 1]`. */
  readonly cellStarts: Uint16Array
}

/**
 * Where to search for a value's bin: even cells over the cuts' range, found by one multiplication.
 * A cut is put into its cell by the same rounding as a value, so rounding cannot part them wrongly.
 */
export function createBinLookup(cuts: Float64Array): BinLookup {
  const first = cuts[0] ?? 0
  const span = (cuts[cuts.length - 1] ?? 0) - first
  // A range too wide or too narrow to divide has one cell and is searched by halving alone.
  const ratio = CELLS / span
  const fine = Number.isFinite(ratio) && Number.isFinite(span)
  const cells = fine ? CELLS : 1
  const scale = fine ? ratio : 0
  const cellStarts = new Uint16Array(cells + 1)
  for (const cut of cuts) {
    const cell = fine ? Math.min(cells - 1, ((cut - first) * scale) | 0) : 0
    cellStarts[cell + 1] = (cellStarts[cell + 1] as number) + 1
  }
  for (let cell = 0; cell < cells; cell += 1)
    cellStarts[cell + 1] = (cellStarts[cell + 1] as number) + (cellStarts[cell] as number)
  return { first, scale, cells, cellStarts }
}
