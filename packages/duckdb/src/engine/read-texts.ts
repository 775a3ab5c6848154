import type { VectorMemory } from './vector-memory.ts'

/**
 * Reads a vector of texts of which many are equal: a short one is known again by the four words that it
 * lies in (its length in bytes, then the bytes), and made a string of once. `read` makes a string of a row.
 */
export function readTexts(
  { items, valid }: VectorMemory,
  rowCount: number,
  read: (row: number) => string | null,
): (string | null)[] {
  const words = new Uint32Array(items.buffer, items.byteOffset, rowCount * WORDS)
  const keys = new Uint32Array(PLACES * WORDS)
  const known: (string | null)[] = Array.from({ length: PLACES }, () => null)
  const texts: (string | null)[] = Array.from({ length: rowCount }, () => null)
  for (let row = 0; row < rowCount; row++) {
    if (valid !== null && (((valid[row >>> 5] as number) >>> (row & 31)) & 1) === 0) continue
    const at = row * WORDS
    if ((words[at] as number) > SHORT_BYTES) {
      texts[row] = read(row)
      continue
    }
    const place = placeOf(words, at)
    const key = place * WORDS
    if (known[place] === null || !isSame(keys, key, words, at)) {
      keys.set(words.subarray(at, at + WORDS), key)
      known[place] = read(row)
    }
    texts[row] = known[place] as string
  }
  return texts
}

/** The longest text that lies in its place in a vector; of a longer one there is only a pointer. */
const SHORT_BYTES = 12
const WORDS = 4

/** Texts remembered at once; more different ones push each other out. */
const PLACE_BITS = 8
const PLACES = 2 ** PLACE_BITS

function placeOf(words: Uint32Array, at: number): number {
  const mixed = Math.imul((words[at] as number) ^ (words[at + 1] as number), MIX) ^ (words[at + 2] as number)
  return Math.imul(Math.imul(mixed, MIX) ^ (words[at + 3] as number), MIX) >>> (32 - PLACE_BITS)
}

/** 2^32 over the golden ratio, which spreads neighbours. */
const MIX = 0x9e3779b1

const isSame = (left: Uint32Array, leftAt: number, right: Uint32Array, rightAt: number): boolean =>
  left[leftAt] === right[rightAt] &&
  left[leftAt + 1] === right[rightAt + 1] &&
  left[leftAt + 2] === right[rightAt + 2] &&
  left[leftAt + 3] === right[rightAt + 3]
