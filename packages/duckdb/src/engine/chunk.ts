import {
  DuckDBBlobValue,
  type DuckDBDataChunk,
  DuckDBDateValue,
  type DuckDBDecimalType,
  DuckDBDecimalValue,
  type DuckDBType,
  DuckDBTypeId,
  type DuckDBValue,
  type DuckDBVector,
} from '@duckdb/node-api'
import { readTexts } from './read-texts.ts'
import { memoryOf, type VectorMemory } from './vector-memory.ts'

/** A part of an answer whose columns can be read as typed arrays. */
export interface Chunk {
  readonly rowCount: number
  readonly columnCount: number
  /**
   * Numbers of any integer, decimal, double, boolean or date column; NaN where null. What a double
   * cannot hold is rounded once, after the division by a decimal's scale.
   */
  numbers(column: number): Float64Array
  /** Like `numbers`, but a decimal as whole units of its last digit; rounded beyond 2^53. */
  units(column: number): Float64Array
  /** An `uinteger` column without nulls. */
  uint32(column: number): Uint32Array
  /** An `ubigint` column without nulls. */
  uint64(column: number): BigUint64Array
  texts(column: number): (string | null)[]
  /** A blob column without nulls. */
  bytes(column: number): Uint8Array[]
  /** Anything else, value by value. */
  values(column: number): DuckDBValue[]
}

/** Reads a chunk; `direct: false` takes the binding's documented way, value by value. */
export function chunkOf(chunk: DuckDBDataChunk, { direct = true } = {}): Chunk {
  const { rowCount } = chunk
  const memory = (vector: DuckDBVector) => (direct ? memoryOf(vector) : undefined)
  return {
    rowCount,
    columnCount: chunk.columnCount,
    numbers(column) {
      const vector = chunk.getColumnVector(column)
      const fast = decode(memory(vector), vector.type, rowCount)
      return fast ?? Float64Array.from({ length: rowCount }, (_, row) => numberOf(vector.getItem(row)))
    },
    units(column) {
      const vector = chunk.getColumnVector(column)
      const fast = decode(memory(vector), vector.type, rowCount, { whole: true })
      return fast ?? Float64Array.from({ length: rowCount }, (_, row) => unitsOf(vector.getItem(row)))
    },
    uint32(column) {
      const vector = chunk.getColumnVector(column)
      const items = memory(vector)?.items
      if (items instanceof Uint32Array) return items.slice(0, rowCount)
      return Uint32Array.from({ length: rowCount }, (_, row) => numberOf(vector.getItem(row)))
    },
    uint64(column) {
      const vector = chunk.getColumnVector(column)
      const items = memory(vector)?.items
      if (items instanceof BigUint64Array) return items.slice(0, rowCount)
      return BigUint64Array.from({ length: rowCount }, (_, row) => vector.getItem(row) as bigint)
    },
    texts(column) {
      const vector = chunk.getColumnVector(column)
      const read = (row: number) => textOf(vector.getItem(row))
      const inside = vector.type.typeId === DuckDBTypeId.VARCHAR ? memory(vector) : undefined
      return inside
        ? readTexts(inside, rowCount, read)
        : Array.from({ length: rowCount }, (_, row) => read(row))
    },
    bytes: column =>
      chunk.getColumnValues(column).flatMap(value => (value instanceof DuckDBBlobValue ? [value.bytes] : [])),
    values: column => chunk.getColumnValues(column),
  }
}

/** Undefined for types whose memory is not read directly. `whole` leaves decimals undivided. */
function decode(
  memory: VectorMemory | undefined,
  type: DuckDBType,
  rowCount: number,
  { whole = false } = {},
): Float64Array | undefined {
  if (memory === undefined) return undefined
  const { items, valid } = memory
  const values = new Float64Array(rowCount)
  if (!fill(values, items, type)) return undefined
  if (type.typeId === DuckDBTypeId.DECIMAL && !whole) {
    const unit = 10 ** (type as DuckDBDecimalType).scale
    for (let row = 0; row < rowCount; row++) values[row] = (values[row] as number) / unit
  }
  if (valid === null) return values
  for (let row = 0; row < rowCount; row++) {
    if ((((valid[row >>> 5] as number) >>> (row & 31)) & 1) === 0) values[row] = Number.NaN
  }
  return values
}

/** Copies numbers, each kind in a loop of its own; false for types that are not read directly. */
function fill(values: Float64Array, items: ArrayBufferView, type: DuckDBType): boolean {
  const { length } = values
  const words = () => new Int32Array(items.buffer, items.byteOffset, items.byteLength >>> 2)
  switch (type.typeId) {
    case DuckDBTypeId.DOUBLE:
    case DuckDBTypeId.INTEGER:
    case DuckDBTypeId.UINTEGER:
      values.set((items as Float64Array | Int32Array | Uint32Array).subarray(0, length))
      return true
    case DuckDBTypeId.DATE:
      values.set(words().subarray(0, length))
      return true
    case DuckDBTypeId.BOOLEAN:
      values.set(new Uint8Array(items.buffer, items.byteOffset, length))
      return true
    case DuckDBTypeId.BIGINT:
      fillInt64(values, words())
      return true
    case DuckDBTypeId.HUGEINT:
      fillInt128(values, words())
      return true
    case DuckDBTypeId.DECIMAL: {
      // Up to 18 digits it is a 64-bit integer underneath, beyond a 128-bit one; shorter ones are not read here.
      const { width } = type as DuckDBDecimalType
      if (width <= LONGEST_INT32_DECIMAL) return false
      if (width <= LONGEST_INT64_DECIMAL) fillInt64(values, words())
      else fillInt128(values, words())
      return true
    }
    default:
      return false
  }
}

function fillInt64(values: Float64Array, words: Int32Array): void {
  for (let row = 0; row < values.length; row++) values[row] = int64(words, row * 2)
}

function fillInt128(values: Float64Array, words: Int32Array): void {
  for (let row = 0; row < values.length; row++) values[row] = int128(words, row * 4)
}

const LONGEST_INT32_DECIMAL = 9
const LONGEST_INT64_DECIMAL = 18

const WORD = 2 ** 32

/** The high half times 2^32 is exact, so the addition is the only rounding. */
const int64 = (words: Int32Array, at: number): number =>
  (words[at + 1] as number) * WORD + ((words[at] as number) >>> 0)

function int128(words: Int32Array, at: number): number {
  const sign = (words[at + 1] as number) >> 31
  if (words[at + 2] === sign && words[at + 3] === sign) return int64(words, at)
  let value = BigInt(words[at + 3] as number)
  for (const word of [2, 1, 0]) value = (value << 32n) | BigInt((words[at + word] as number) >>> 0)
  return Number(value)
}

function numberOf(value: DuckDBValue): number {
  if (value === null) return Number.NaN
  if (value instanceof DuckDBDecimalValue) return Number(value.value) / 10 ** value.scale
  if (value instanceof DuckDBDateValue) return value.days
  return Number(value)
}

const unitsOf = (value: DuckDBValue): number =>
  value instanceof DuckDBDecimalValue ? Number(value.value) : numberOf(value)

const textOf = (value: DuckDBValue): string | null => (typeof value === 'string' ? value : null)
