/**
 * Which rows of a page tell of their event: of rows with the same type and id only the first, or the last
 * where `lastHolds` says so of the type. 1 where a row counts.
 */
export function tellings(
  typeNo: Uint32Array,
  eventId: BigUint64Array,
  lastHolds: (typeNo: number) => boolean,
): Uint8Array {
  const length = eventId.length
  const counts = new Uint8Array(length).fill(1)
  const halves = new Uint32Array(eventId.buffer, eventId.byteOffset, length * 2)
  // Open addressing: a place holds the number of a row plus one, or nothing.
  const places = new Uint32Array(2 ** Math.ceil(Math.log2(2 * length + 2)))
  const mask = places.length - 1
  for (let row = 0; row < length; row++) {
    const type = typeNo[row] as number
    const [low, high] = [halves[row * 2] as number, halves[row * 2 + 1] as number]
    let place = mixed(low, high, type) & mask
    for (let held = places[place] as number; ; held = places[place] as number) {
      if (held === 0) {
        places[place] = row + 1
        break
      }
      const other = held - 1
      if (halves[other * 2] === low && halves[other * 2 + 1] === high && typeNo[other] === type) {
        const last = lastHolds(type)
        counts[last ? other : row] = 0
        if (last) places[place] = row + 1
        break
      }
      place = (place + 1) & mask
    }
  }
  return counts
}

/** Spreads ids over the places, whatever bits of them the source varies. */
function mixed(low: number, high: number, type: number): number {
  let hash = Math.imul(low ^ Math.imul(high, 0x85ebca6b) ^ type, 0x9e3779b1)
  hash ^= hash >>> 15
  return Math.imul(hash, 0xc2b2ae35) >>> 1
}
