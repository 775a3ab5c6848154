/** What numbers a staged column may hold. */
type Numbers = Uint32Array | Float64Array | Uint8Array | BigUint64Array

/** The values of some rows, ascending; the column itself where that is all of them. */
export function picked<Column extends Numbers>(column: Column, rows: Uint32Array): Column {
  if (rows.length === column.length) return column
  // Words instead of values: a 64-bit integer would become a bigint on the way.
  if (column instanceof BigUint64Array) {
    const words = new Uint32Array(column.buffer, column.byteOffset, column.length * 2)
    const found = new Uint32Array(rows.length * 2)
    for (let place = 0; place < rows.length; place++) {
      const row = rows[place] as number
      found[place * 2] = words[row * 2] as number
      found[place * 2 + 1] = words[row * 2 + 1] as number
    }
    return new BigUint64Array(found.buffer) as Column
  }
  const found = column.slice(0, rows.length) as Exclude<Column, BigUint64Array>
  for (let place = 0; place < rows.length; place++) found[place] = column[rows[place] as number] as number
  return found
}
