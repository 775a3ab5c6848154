/** Contacts as bits: bit `contact & 31` of word `contact >> 5`. */

const BITS = 32

/** A mask of the positions that hold something other than 0. */
export function maskOf(flags: Uint8Array): Uint32Array {
  const mask = new Uint32Array(Math.ceil(flags.length / BITS))
  for (let contact = 0; contact < flags.length; contact++) {
    if (flags[contact]) setBit(mask, contact)
  }
  return mask
}

/** Contact numbers as a mask for contacts below `size`; larger numbers are left out. */
export function contactsToMask(contacts: Uint32Array, size: number): Uint32Array {
  const mask = new Uint32Array(Math.ceil(size / BITS))
  for (const contact of contacts) if (contact < size) setBit(mask, contact)
  return mask
}

/** The contact numbers of a mask, ascending. */
export function maskToContacts(mask: Uint32Array): Uint32Array {
  const contacts = new Uint32Array(countMask(mask))
  let next = 0
  for (let word = 0; word < mask.length; word++) {
    for (let rest = mask[word] as number; rest !== 0; rest &= rest - 1) {
      contacts[next++] = word * BITS + (31 - Math.clz32(rest & -rest))
    }
  }
  return contacts
}

/** Who is only in `next` and who only in `previous`, ascending. The masks may differ in length. */
export function diffMasks(
  previous: Uint32Array,
  next: Uint32Array,
): { entered: Uint32Array; left: Uint32Array } {
  return { entered: maskToContacts(without(next, previous)), left: maskToContacts(without(previous, next)) }
}

export const countMask = (mask: Uint32Array): number => countShared(mask, mask)

/**
 * How many are in both; a shorter mask has nobody beyond its end. Counts pairs, then nibbles, then bytes in
 * parallel, in the loop itself, since a call for each word takes three times as long. Source: Hacker's Delight,
 * section 5-1.
 */
export function countShared(a: Uint32Array, b: Uint32Array): number {
  const length = Math.min(a.length, b.length)
  let count = 0
  for (let index = 0; index < length; index++) {
    const word = (a[index] as number) & (b[index] as number)
    const pairs = (word - ((word >>> 1) & 0x55555555)) | 0
    const nibbles = ((pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333)) | 0
    count += Math.imul((nibbles + (nibbles >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
  }
  return count
}

export function hasContact(mask: Uint32Array, contact: number): boolean {
  return (((mask[contact >>> 5] ?? 0) >>> (contact & 31)) & 1) === 1
}

function setBit(mask: Uint32Array, contact: number): void {
  mask[contact >>> 5] = (mask[contact >>> 5] as number) | (1 << (contact & 31))
}

function without(mask: Uint32Array, other: Uint32Array): Uint32Array {
  return mask.map((word, index) => word & ~(other[index] ?? 0))
}
