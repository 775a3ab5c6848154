import { isUsable, summarise } from '../prepare/column-summary.ts'

/** Where a column's values lie, measured on training rows and kept with the model. */
export interface Centre {
  readonly mean: number
  /** Population standard deviation; 0 where the column never varies. */
  readonly deviation: number
}

/** A standardised value is cut off here: no row of a real column lies further out, and products stay finite. */
const FARTHEST = 1e6

export function centreOf(column: Float64Array): Centre {
  const { mean, deviation, varies } = summarise(column)
  return { mean, deviation: varies ? deviation : 0 }
}

/** The column in units of its deviation; what is not usable counts as the mean, and a constant column is 0. */
export function standardised(column: Float64Array, { mean, deviation }: Centre): Float64Array {
  const result = new Float64Array(column.length)
  if (deviation === 0) return result
  for (let row = 0; row < column.length; row += 1) {
    const value = column[row] as number
    if (!isUsable(value)) continue
    const apart = (value - mean) / deviation
    result[row] = apart > FARTHEST ? FARTHEST : apart < -FARTHEST ? -FARTHEST : apart
  }
  return result
}
