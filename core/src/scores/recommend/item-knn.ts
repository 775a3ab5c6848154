import { contactsByItem, type Interactions } from './interactions.ts'
import { type Neighbours, neighboursOf, strongest } from './neighbours.ts'

export interface ItemKnnOptions {
  /** Sources kept for each item. */
  readonly neighbours: number
  /** Added below the line, so that two items of one contact are not taken for the same. */
  readonly shrink: number
}

/**
 * What speaks for an item by the cosine of the contacts of both, c_ij / (√(n_i n_j) + shrink). Memory grows
 * with the items and not with their square. Source: B. Sarwar et al., "Item-Based Collaborative Filtering
 * Recommendation Algorithms", WWW 2001; shrinkage as in R. Bell and Y. Koren, ICDM 2007.
 */
export function trainItemKnn(interactions: Interactions, { neighbours, shrink }: ItemKnnOptions): Neighbours {
  const { items, starts, item } = interactions
  const counts = contactsByItem(interactions)
  const { contactStarts, contacts } = contactsOfItems(interactions, counts)
  const both = new Float64Array(items.length)
  return neighboursOf(items.length, target => {
    const seen: number[] = []
    for (let at = contactStarts[target] as number; at < (contactStarts[target + 1] as number); at += 1) {
      const contact = contacts[at] as number
      for (let row = starts[contact] as number; row < (starts[contact + 1] as number); row += 1) {
        const other = item[row] as number
        if (both[other] === 0) seen.push(other)
        both[other] = (both[other] as number) + 1
      }
    }
    seen.sort((a, b) => a - b)
    const own = counts[target] as number
    const weights = seen.map(other => {
      const shared = other === target ? 0 : (both[other] as number)
      both[other] = 0
      return shared / (Math.sqrt(own * (counts[other] as number)) + shrink)
    })
    const kept = strongest(weights, neighbours)
    return { items: kept.map(at => seen[at] as number), weights: kept.map(at => weights[at] as number) }
  })
}

function contactsOfItems({ items, starts, item }: Interactions, counts: Uint32Array) {
  const contactStarts = new Uint32Array(items.length + 1)
  for (const [at, count] of counts.entries()) contactStarts[at + 1] = (contactStarts[at] as number) + count
  const next = contactStarts.slice()
  const contacts = new Uint32Array(item.length)
  for (let contact = 0; contact + 1 < starts.length; contact += 1)
    for (let row = starts[contact] as number; row < (starts[contact + 1] as number); row += 1) {
      const at = next[item[row] as number] as number
      contacts[at] = contact
      next[item[row] as number] = at + 1
    }
  return { contactStarts, contacts }
}
