import type { PairChunk } from '../../segments/plan.ts'

/** Who had to do with which items: the pairs of contacts and items, by contact and then by item. */
export interface Interactions {
  /** Ids, ascending by their UTF-16 code units, so that every store gives the same numbers. */
  readonly items: readonly string[]
  /** Ascending; everybody has at least one item. */
  readonly contactNo: Uint32Array
  /** Pairs of the `i`-th contact are those from `starts[i]` to `starts[i + 1]`. */
  readonly starts: Uint32Array
  /** Places in `items`, ascending within a contact. */
  readonly item: Uint32Array
  /** When the pair last happened, in ms. */
  readonly lastAt: Float64Array
}

/** Reads all pairs of a scan. A pair that comes twice is one, of the later time. */
export async function readInteractions(chunks: AsyncIterable<PairChunk>): Promise<Interactions> {
  const codes = new Map<string, number>()
  const read: { contactNo: Uint32Array; code: Uint32Array; lastAt: Float64Array }[] = []
  for await (const { contactNo, values, lastAt } of chunks) {
    const code = Uint32Array.from(values, value => {
      const known = codes.get(value)
      if (known !== undefined) return known
      codes.set(value, codes.size)
      return codes.size - 1
    })
    read.push({ contactNo, code, lastAt })
  }
  const rows = read.reduce((sum, { code }) => sum + code.length, 0)
  const contact = new Uint32Array(rows)
  const code = new Uint32Array(rows)
  const lastAt = new Float64Array(rows)
  let from = 0
  for (const part of read) {
    contact.set(part.contactNo, from)
    code.set(part.code, from)
    lastAt.set(part.lastAt, from)
    from += part.code.length
  }
  return interactionsOf([...codes.keys()], { contact, code, lastAt })
}

interface Pairs {
  readonly contact: Uint32Array
  /** Places in the ids that stand beside. */
  readonly code: Uint32Array
  readonly lastAt: Float64Array
}

/** Puts pairs in their order, and ids in theirs; ids that no pair has are left out. */
export function interactionsOf(ids: readonly string[], { contact, code, lastAt }: Pairs): Interactions {
  const used = new Uint8Array(ids.length)
  for (const place of code) used[place] = 1
  const kept = ids.flatMap((id, place) => (used[place] === 1 ? [{ id, place }] : []))
  kept.sort((a, b) => (a.id < b.id ? -1 : 1))
  const rankOf = new Uint32Array(ids.length)
  for (const [rank, { place }] of kept.entries()) rankOf[place] = rank
  const ranks = code.map(place => rankOf[place] as number)
  // By item first and then, keeping that order, by contact: two passes instead of a comparison for each pair of pairs.
  const order = stableOrder(contact, stableOrder(ranks, null))
  const contactNo: number[] = []
  const starts: number[] = []
  const item: number[] = []
  const at: number[] = []
  for (const row of order) {
    const [who, what, when] = [contact[row] as number, ranks[row] as number, lastAt[row] as number]
    if (contactNo.at(-1) !== who) {
      contactNo.push(who)
      starts.push(item.length)
    } else if (item.at(-1) === what) {
      at[at.length - 1] = Math.max(at.at(-1) as number, when)
      continue
    }
    item.push(what)
    at.push(when)
  }
  starts.push(item.length)
  return {
    items: kept.map(({ id }) => id),
    contactNo: Uint32Array.from(contactNo),
    starts: Uint32Array.from(starts),
    item: Uint32Array.from(item),
    lastAt: Float64Array.from(at),
  }
}

/** Places of `keys` in ascending order, those of equal keys in the order in which `among` has them. */
function stableOrder(keys: Uint32Array, among: Uint32Array | null): Uint32Array {
  let largest = 0
  for (const key of keys) if (key > largest) largest = key
  const next = new Uint32Array(keys.length === 0 ? 1 : largest + 2)
  for (const key of keys) next[key + 1] = (next[key + 1] as number) + 1
  for (let key = 1; key < next.length; key += 1) next[key] = (next[key] as number) + (next[key - 1] as number)
  const order = new Uint32Array(keys.length)
  for (let step = 0; step < keys.length; step += 1) {
    const place = among === null ? step : (among[step] as number)
    const key = keys[place] as number
    order[next[key] as number] = place
    next[key] = (next[key] as number) + 1
  }
  return order
}

/** Contacts of each item. */
export function contactsByItem({ items, item }: Interactions): Uint32Array {
  const counts = new Uint32Array(items.length)
  for (const one of item) counts[one] = (counts[one] as number) + 1
  return counts
}

/**
 * What is left when items of fewer than `perItem` contacts are taken out, and then contacts of fewer than
 * `perContact` items. Contacts that go may leave an item with fewer: the rule is applied once.
 */
export function frequentOnly(
  interactions: Interactions,
  { perItem, perContact }: { readonly perItem: number; readonly perContact: number },
): Interactions {
  const { items, contactNo, starts, item, lastAt } = interactions
  const counts = contactsByItem(interactions)
  const rows: number[] = []
  const who: number[] = []
  for (const [index, contact] of contactNo.entries()) {
    const own: number[] = []
    for (let row = starts[index] as number; row < (starts[index + 1] as number); row += 1)
      if ((counts[item[row] as number] as number) >= perItem) own.push(row)
    if (own.length < perContact) continue
    for (const row of own) {
      rows.push(row)
      who.push(contact)
    }
  }
  return interactionsOf(items, {
    contact: Uint32Array.from(who),
    code: Uint32Array.from(rows, row => item[row] as number),
    lastAt: Float64Array.from(rows, row => lastAt[row] as number),
  })
}
