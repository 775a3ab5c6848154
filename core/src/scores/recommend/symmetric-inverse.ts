import { choleskyFactor, choleskySolve } from '../models/cholesky.ts'

/** Pivots eliminated at once: their panel of a few thousand rows stays in the processor's second cache. */
const PANEL = 64

/**
 * Inverts a symmetric positive definite matrix (row by row, both triangles given) in its own place and
 * leaves both triangles filled. Block by block a panel of pivots is swept: with D the pivots' block,
 * B the rest of their columns and C what remains, D becomes −D⁻¹, B becomes B D⁻¹ and C becomes
 * C − B D⁻¹ Bᵀ; after all blocks the matrix is −A⁻¹. Half of n³ multiplications, as with a Cholesky factor
 * of the whole, which inverts D here, but in one kind of loop. Source: J. H. Goodnight, "A Tutorial on the
 * SWEEP Operator", The American Statistician 33 (1979).
 */
export function invertSymmetric(matrix: Float64Array): void {
  const size = Math.round(Math.sqrt(matrix.length))
  const columns = new Float64Array(size * PANEL)
  const solved = new Float64Array(size * PANEL)
  for (let from = 0; from < size; from += PANEL) {
    const width = Math.min(PANEL, size - from)
    const inverse = inverseOfBlock(matrix, { size, from, width })
    readPanel(matrix, columns, { size, from, width })
    multiplyPanel(columns, inverse, solved, { size, width })
    subtractProducts(matrix, solved, columns, { size, width })
    writePanel(matrix, solved, { size, from, width })
    for (let i = 0; i < width; i += 1)
      for (let j = 0; j <= i; j += 1)
        matrix[(from + i) * size + from + j] = -(inverse[i * width + j] as number)
  }
  for (let i = 0; i < size; i += 1)
    for (let j = 0; j <= i; j += 1) {
      const value = -(matrix[i * size + j] as number)
      matrix[i * size + j] = value
      matrix[j * size + i] = value
    }
}

interface Panel {
  readonly size: number
  readonly from: number
  readonly width: number
}

/** The inverse of the pivots' own block, by its Cholesky factor. Only the lower triangle is read. */
function inverseOfBlock(matrix: Float64Array, { size, from, width }: Panel): Float64Array {
  const block = new Float64Array(width * width)
  for (let i = 0; i < width; i += 1)
    for (let j = 0; j <= i; j += 1) {
      const value = matrix[(from + i) * size + from + j] as number
      block[i * width + j] = value
      block[j * width + i] = value
    }
  const factor = choleskyFactor(block)
  for (let column = 0; column < width; column += 1) {
    const unit = new Float64Array(width)
    unit[column] = 1
    block.set(choleskySolve(factor, unit), column * width)
  }
  return block
}

/** The columns of the pivots as rows of a panel, from the lower triangle; zero in the pivots' own rows. */
function readPanel(matrix: Float64Array, panel: Float64Array, { size, from, width }: Panel): void {
  for (let row = 0; row < size; row += 1)
    for (let k = 0; k < width; k += 1) {
      const column = from + k
      const own = row >= from && row < from + width
      const value = row > column ? matrix[row * size + column] : matrix[column * size + row]
      panel[row * width + k] = own ? 0 : (value as number)
    }
}

function writePanel(matrix: Float64Array, panel: Float64Array, { size, from, width }: Panel): void {
  for (let row = 0; row < size; row += 1) {
    if (row >= from && row < from + width) continue
    for (let k = 0; k < width; k += 1) {
      const column = from + k
      matrix[row > column ? row * size + column : column * size + row] = panel[row * width + k] as number
    }
  }
}

function multiplyPanel(
  panel: Float64Array,
  inverse: Float64Array,
  into: Float64Array,
  { size, width }: Omit<Panel, 'from'>,
): void {
  for (let row = 0; row < size; row += 1)
    for (let k = 0; k < width; k += 1) {
      let sum = 0
      for (let l = 0; l < width; l += 1)
        sum += (panel[row * width + l] as number) * (inverse[k * width + l] as number)
      into[row * width + k] = sum
    }
}

/** Takes the lower triangle of `left rightᵀ` off, in tiles of 4 rows by 2: as much as the processor's registers hold. */
function subtractProducts(
  matrix: Float64Array,
  left: Float64Array,
  right: Float64Array,
  { size, width }: Omit<Panel, 'from'>,
): void {
  const whole = size - (size % 4)
  for (let row = 0; row < whole; row += 4) {
    const [l0, l1, l2, l3] = [row * width, (row + 1) * width, (row + 2) * width, (row + 3) * width]
    // The last tiles reach over the diagonal; what they write above it nobody reads.
    for (let column = 0; column < row + 4; column += 2) {
      const r0 = column * width
      const r1 = r0 + width
      let [a0, a1, b0, b1, c0, c1, d0, d1] = [0, 0, 0, 0, 0, 0, 0, 0]
      for (let k = 0; k < width; k += 1) {
        const x = right[r0 + k] as number
        const y = right[r1 + k] as number
        const a = left[l0 + k] as number
        a0 += a * x
        a1 += a * y
        const b = left[l1 + k] as number
        b0 += b * x
        b1 += b * y
        const c = left[l2 + k] as number
        c0 += c * x
        c1 += c * y
        const d = left[l3 + k] as number
        d0 += d * x
        d1 += d * y
      }
      const at = row * size + column
      take(matrix, at, a0, a1)
      take(matrix, at + size, b0, b1)
      take(matrix, at + 2 * size, c0, c1)
      take(matrix, at + 3 * size, d0, d1)
    }
  }
  for (let row = whole; row < size; row += 1)
    for (let column = 0; column <= row; column += 1) {
      let sum = 0
      for (let k = 0; k < width; k += 1)
        sum += (left[row * width + k] as number) * (right[column * width + k] as number)
      matrix[row * size + column] = (matrix[row * size + column] as number) - sum
    }
}

function take(matrix: Float64Array, at: number, first: number, second: number): void {
  matrix[at] = (matrix[at] as number) - first
  matrix[at + 1] = (matrix[at + 1] as number) - second
}
