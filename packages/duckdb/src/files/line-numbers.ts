/** A row that was refused, by the number of its record: the header is record 1, a blank line counts. */
export interface RefusedRecord {
  readonly record: number
  /** Line breaks within it. */
  readonly breaks: number
}

export interface FileLayout {
  /** The first record after the header. */
  readonly firstRecord: number
  readonly rowCount: number
  readonly refused: readonly RefusedRecord[]
  /** Numbers of blank lines, ascending. */
  readonly blanks: readonly number[]
  /** Line breaks within the values of a row, by its index; rows on one line are left out. */
  readonly breaks: ReadonlyMap<number, number>
}

/**
 * The line on which each row and each refused record begins, as an editor shows it. The engine counts
 * records, so quoted line breaks and blank lines are put back in here.
 */
export function lineNumbers({ firstRecord, rowCount, refused, blanks, breaks }: FileLayout): {
  readonly rows: Float64Array
  readonly refused: readonly number[]
} {
  const rows = new Float64Array(rowCount)
  const refusedLines: number[] = []
  let line = firstRecord
  let record = firstRecord
  let blank = 0
  const skipBlanks = () => {
    while (blank < blanks.length && (blanks[blank] as number) < line) blank++
    while (blanks[blank] === line) {
      blank++
      line++
      record++
    }
  }
  for (let row = 0; row < rowCount || refusedLines.length < refused.length; ) {
    skipBlanks()
    const next = refused[refusedLines.length]
    if (next !== undefined && (next.record <= record || row >= rowCount)) {
      refusedLines.push(line)
      line += next.breaks
    } else {
      rows[row] = line
      line += breaks.get(row) ?? 0
      row++
    }
    line++
    record++
  }
  return { rows, refused: refusedLines }
}
