/** Added to a pivot that rounding has made zero or negative, as a part of the largest diagonal entry. */
const SMALLEST_PIVOT = 1e-12

/** The lower factor L of a symmetric positive (semi)definite matrix, row by row: matrix = L Lᵀ. */
export function choleskyFactor(matrix: Float64Array): Float64Array {
  const size = Math.sqrt(matrix.length)
  const factor = new Float64Array(matrix.length)
  let largest = 1e-300
  for (let i = 0; i < size; i += 1) largest = Math.max(largest, matrix[i * size + i] as number)
  for (let i = 0; i < size; i += 1)
    for (let j = 0; j <= i; j += 1) {
      let sum = matrix[i * size + j] as number
      for (let k = 0; k < j; k += 1)
        sum -= (factor[i * size + k] as number) * (factor[j * size + k] as number)
      factor[i * size + j] =
        i === j ? Math.sqrt(Math.max(sum, SMALLEST_PIVOT * largest)) : sum / (factor[j * size + j] as number)
    }
  return factor
}

/** Solves L Lᵀ x = right. */
export function choleskySolve(factor: Float64Array, right: Float64Array): Float64Array {
  const size = right.length
  const x = Float64Array.from(right)
  for (let i = 0; i < size; i += 1) {
    for (let k = 0; k < i; k += 1)
      x[i] = (x[i] as number) - (factor[i * size + k] as number) * (x[k] as number)
    x[i] = (x[i] as number) / (factor[i * size + i] as number)
  }
  for (let i = size - 1; i >= 0; i -= 1) {
    for (let k = i + 1; k < size; k += 1)
      x[i] = (x[i] as number) - (factor[k * size + i] as number) * (x[k] as number)
    x[i] = (x[i] as number) / (factor[i * size + i] as number)
  }
  return x
}
