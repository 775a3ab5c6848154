/**
 * The 64-bit number by which an event is known: FNV-1a over source, type and the source's id. At a
 * billion events the chance that any two differ and still collide is about 3 %; a collision would
 * be taken for a repeat. Source: draft-eastlake-fnv, 64-bit parameters.
 */
export function eventId(source: string, type: string, sourceId: string): bigint {
  const { high, low } = hashed(`${source}\u0000${type}\u0000${sourceId}`, OFFSET)
  return (BigInt(high) << 32n) | BigInt(low)
}

/** Writes the same numbers into a column, by place, without a bigint per event. */
export function eventIdWriter(
  into: BigUint64Array,
  source: string,
  type: string,
): (index: number, sourceId: string) => void {
  const words = new Uint32Array(into.buffer, into.byteOffset, into.length * 2)
  // What all ids of the column begin with is hashed once.
  const begun = hashed(`${source}\u0000${type}\u0000`, OFFSET)
  return (index, sourceId) => {
    const { high, low } = hashed(sourceId, begun)
    words[index * 2] = low
    words[index * 2 + 1] = high
  }
}

/** The state of a hash in two halves: many times faster than a bigint per byte. */
interface Hash {
  readonly high: number
  readonly low: number
}

const OFFSET: Hash = { high: 0xcbf29ce4, low: 0x84222325 }

function hashed(text: string, begun: Hash): Hash {
  let h = begun.high
  let l = begun.low
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    // The prime is 2^40 + 0x1b3. The lower half times 0x1b3 has 41 bits, which a double holds exactly.
    let low41 = ((l ^ (unit & 0xff)) >>> 0) * PRIME_LOW
    h = (Math.imul(h, PRIME_LOW) + Math.trunc(low41 / 2 ** 32) + ((l ^ (unit & 0xff)) << 8)) | 0
    l = low41 | 0
    if (unit > 0xff) {
      low41 = ((l ^ (unit >>> 8)) >>> 0) * PRIME_LOW
      h = (Math.imul(h, PRIME_LOW) + Math.trunc(low41 / 2 ** 32) + ((l ^ (unit >>> 8)) << 8)) | 0
      l = low41 | 0
    }
  }
  return { high: h >>> 0, low: l >>> 0 }
}

const PRIME_LOW = 0x1b3
