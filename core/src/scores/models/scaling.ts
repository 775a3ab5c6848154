/** Where a column's values lie, measured on training rows and kept with the model. */
export interface Scaling {
  readonly mean: number
  /** Population standard deviation (divided by n); 0 where the column is constant or empty. */
  readonly deviation: number
}

/** A standardised value is cut off here: no row of a real column lies further out, and products stay finite. */
const FARTHEST = 1e6

/** Above this, squares could overflow: the column is measured in units of its largest value. */
const LARGE = 1e100

/** Mean and deviation of the finite values. */
export function fitScaling(column: Float64Array): Scaling {
  let largest = 0
  let count = 0
  let sum = 0
  for (let row = 0; row < column.length; row += 1) {
    const value = column[row] as number
    if (!Number.isFinite(value)) continue
    const size = Math.abs(value)
    if (size > largest) largest = size
    sum += value
    count += 1
  }
  if (count === 0) return { mean: 0, deviation: 0 }
  if (largest > LARGE) return scaledBy(fitScaling(column.map(value => value / largest)), largest)
  const mean = sum / count
  let squares = 0
  for (let row = 0; row < column.length; row += 1) {
    const apart = (column[row] as number) - mean
    if (Number.isFinite(apart)) squares += apart * apart
  }
  const deviation = Math.sqrt(squares / count)
  // What is left of a constant column is rounding, which standardising would blow up to a signal.
  return { mean, deviation: deviation > 1e-12 * largest ? deviation : 0 }
}

/** The column in units of its deviation; a missing value is the mean, a constant column is 0. */
export function standardised(column: Float64Array, { mean, deviation }: Scaling): Float64Array {
  const result = new Float64Array(column.length)
  if (deviation === 0) return result
  for (let row = 0; row < column.length; row += 1) {
    const value = ((column[row] as number) - mean) / deviation
    if (Number.isFinite(value))
      result[row] = value > FARTHEST ? FARTHEST : value < -FARTHEST ? -FARTHEST : value
  }
  return result
}

const scaledBy = ({ mean, deviation }: Scaling, unit: number): Scaling => ({
  mean: mean * unit,
  deviation: deviation * unit,
})
