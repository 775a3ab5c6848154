import type { Column } from '../evaluate/column.ts'

/** The values of some contacts, side by side and padded to whole mask words; of the texts only theirs. */
export function gather(column: Column, contacts: Uint32Array): Column {
  const capacity = Math.ceil(contacts.length / 32) * 32
  if (column.kind === 'number') {
    const from = column.values
    const values: typeof from = new (from.constructor as Float64ArrayConstructor)(capacity)
    for (let place = 0; place < contacts.length; place++)
      values[place] = from[contacts[place] as number] as number
    return { kind: 'number', values }
  }
  const codes = new Int32Array(capacity).fill(-1)
  const known = new Map<number, number>()
  for (let place = 0; place < contacts.length; place++) {
    const code = column.codes[contacts[place] as number] as number
    if (code < 0) continue
    const own = known.get(code) ?? known.size
    known.set(code, own)
    codes[place] = own
  }
  const dictionary = [...known.keys()].map(code => column.dictionary[code] as string)
  return { kind: 'text', codes, dictionary }
}

/** The bits of some contacts, side by side. */
export function gatherBits(mask: Uint32Array, contacts: Uint32Array): Uint32Array {
  const bits = new Uint32Array(Math.ceil(contacts.length / 32))
  for (let place = 0; place < contacts.length; place++) {
    const contact = contacts[place] as number
    const bit = ((mask[contact >>> 5] as number) >>> (contact & 31)) & 1
    bits[place >>> 5] = (bits[place >>> 5] as number) | (bit << (place & 31))
  }
  return bits
}

/** Puts gathered bits back where they belong. */
export function scatterBits(bits: Uint32Array, contacts: Uint32Array, mask: Uint32Array): void {
  for (let place = 0; place < contacts.length; place++) {
    const contact = contacts[place] as number
    const bit = 1 << (contact & 31)
    const word = mask[contact >>> 5] as number
    const set = ((bits[place >>> 5] as number) >>> (place & 31)) & 1
    mask[contact >>> 5] = set === 1 ? word | bit : word & ~bit
  }
}
