import type { NumberColumn } from '../evaluate/column.ts'

type Numbers = NumberColumn['values']

/** From the narrowest to the widest; the place of one is its code. Never reordered: snapshots hold the codes. */
const WIDTHS = [Uint8Array, Uint16Array, Int32Array, Float64Array]

/** Numbers in the narrowest width that holds them all, behind the code of that width. */
export function packNumbers(numbers: Numbers): Uint8Array {
  const code = narrowest(numbers)
  const narrow = (WIDTHS[code] as Float64ArrayConstructor).from(numbers)
  const packed = new Uint8Array(1 + narrow.byteLength)
  packed[0] = code
  packed.set(new Uint8Array(narrow.buffer), 1)
  return packed
}

/**
 * Reads `count` packed numbers and tells where they ended. Undefined where the bytes are no such numbers.
 */
export function unpackNumbers(
  bytes: Uint8Array,
  at: number,
  count: number,
): { numbers: Numbers; end: number } | undefined {
  const width = WIDTHS[bytes[at] ?? -1]
  if (width === undefined) return undefined
  const end = at + 1 + count * width.BYTES_PER_ELEMENT
  // Copied, since an array of wider numbers has to begin at a multiple of their width.
  return end > bytes.byteLength
    ? undefined
    : { numbers: new width(new Uint8Array(bytes.subarray(at + 1, end)).buffer), end }
}

/** Puts numbers into an array at `from`, or into a wider copy of it when they do not fit. */
export function putNumbers(into: Numbers, numbers: Numbers, from: number): Numbers {
  const wide = codeOf(into) >= codeOf(numbers)
  const values = wide ? into : (numbers.constructor as Float64ArrayConstructor).from(into)
  values.set(numbers, from)
  return values
}

const codeOf = (numbers: Numbers): number => WIDTHS.findIndex(width => numbers instanceof width)

function narrowest(numbers: Numbers): number {
  let code = 0
  for (let index = 0; index < numbers.length; index++) {
    const value = numbers[index] as number
    if (Number.isNaN(value) || value !== (value | 0)) return 3
    if (value < 0 || value > 0xffff) code = 2
    else if (value > 0xff && code === 0) code = 1
  }
  return code
}
