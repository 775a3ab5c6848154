/**
 * Pairs each row with a column of its own so that the sum of `cost[row][column]` is least; −1 for the
 * rows that are left over where there are fewer columns. Cubic in the larger side.
 * Sources: H. W. Kuhn, "The Hungarian method for the assignment problem" (1955); the form with
 * potentials and one augmenting path per row is of R. Jonker & A. Volgenant (1987).
 */
export function bestAssignment(cost: readonly (readonly number[])[]): number[] {
  const rows = cost.length
  const columns = cost[0]?.length ?? 0
  if (rows === 0 || columns === 0) return cost.map(() => -1)
  if (rows > columns)
    return turned(bestAssignment(cost[0]?.map((_, j) => cost.map(row => row[j] as number)) ?? []), rows)

  // Place 0 of columns and rows is a stand-in, so that "not yet paired" needs no special case.
  const rowPotential = new Float64Array(rows + 1)
  const columnPotential = new Float64Array(columns + 1)
  const pairedRow = new Int32Array(columns + 1)
  for (let row = 1; row <= rows; row += 1) {
    const least = new Float64Array(columns + 1).fill(Number.POSITIVE_INFINITY)
    const before = new Int32Array(columns + 1)
    const seen = new Uint8Array(columns + 1)
    let column = 0
    pairedRow[0] = row
    do {
      seen[column] = 1
      const from = pairedRow[column] as number
      let step = Number.POSITIVE_INFINITY
      let next = 0
      for (let j = 1; j <= columns; j += 1) {
        if (seen[j] === 1) continue
        const price = cost[from - 1]?.[j - 1] as number
        const reduced = price - (rowPotential[from] as number) - (columnPotential[j] as number)
        if (reduced < (least[j] as number)) {
          least[j] = reduced
          before[j] = column
        }
        if ((least[j] as number) < step) {
          step = least[j] as number
          next = j
        }
      }
      for (let j = 0; j <= columns; j += 1) {
        if (seen[j] === 1) {
          const paired = pairedRow[j] as number
          rowPotential[paired] = (rowPotential[paired] as number) + step
          columnPotential[j] = (columnPotential[j] as number) - step
        } else least[j] = (least[j] as number) - step
      }
      column = next
    } while (pairedRow[column] !== 0)
    while (column !== 0) {
      const previous = before[column] as number
      pairedRow[column] = pairedRow[previous] as number
      column = previous
    }
  }
  return turned(
    [...pairedRow.subarray(1)].map(row => row - 1),
    rows,
  )
}

/** From the row of each column to the column of each row. */
function turned(rowOf: readonly number[], rows: number): number[] {
  const columnOf = Array.from({ length: rows }, () => -1)
  rowOf.forEach((row, column) => {
    if (row >= 0) columnOf[row] = column
  })
  return columnOf
}
