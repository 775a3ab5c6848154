import type { Interactions } from './interactions.ts'
import { recommendWith } from './recommend.ts'
import type { Recommender } from './recommender.ts'

/** How good recommendations are against what contacts then had for the first time. */
export interface RecommendationQuality {
  /** Contacts who later had an item that was new to them and known to the recommender. */
  readonly contacts: number
  /** Normalised discounted cumulative gain of the first ten; null without such a contact, as all below. */
  readonly ndcg: number | null
  /** Share of the new items, of at most ten, that were among the ten. */
  readonly recall: number | null
  /** Share of contacts of whom at least one was. */
  readonly hit: number | null
  /** Different items that were recommended to anybody. */
  readonly coverage: number
}

/** Recommendations that are looked at. */
const DEPTH = 10

/**
 * Judges a recommender taught by `before` on what is in `after` and not in it. Source of the measure:
 * K. Järvelin and J. Kekäläinen, "Cumulated Gain-Based Evaluation of IR Techniques", ACM TOIS 20 (2002).
 */
export function judgeRecommendations(
  recommender: Recommender,
  { before, after }: { readonly before: Interactions; readonly after: Interactions },
): RecommendationQuality {
  const places = new Map(recommender.items.map((id, place) => [id, place]))
  const later = itemsByContact(after, places)
  const recommend = recommendWith(recommender, DEPTH)
  const covered = new Set<number>()
  let [contacts, ndcg, recall, hit] = [0, 0, 0, 0]
  for (const [contact, items] of itemsByContact(before, places)) {
    const known = new Set(items)
    const wanted = new Set((later.get(contact) ?? []).filter(item => !known.has(item)))
    if (wanted.size === 0) continue
    const told = recommend({ items, without: items }).items
    let [gain, found] = [0, 0]
    for (const [place, item] of told.entries()) {
      covered.add(item)
      if (!wanted.has(item)) continue
      gain += 1 / Math.log2(place + 2)
      found += 1
    }
    let ideal = 0
    for (let place = 0; place < Math.min(DEPTH, wanted.size); place += 1) ideal += 1 / Math.log2(place + 2)
    contacts += 1
    ndcg += gain / ideal
    recall += found / Math.min(DEPTH, wanted.size)
    hit += found > 0 ? 1 : 0
  }
  const mean = (sum: number) => (contacts === 0 ? null : sum / contacts)
  return { contacts, ndcg: mean(ndcg), recall: mean(recall), hit: mean(hit), coverage: covered.size }
}

/** Everybody's items as places in a recommender's; those that it does not know are left out. */
export function itemsByContact(
  { items, contactNo, starts, item }: Interactions,
  places: ReadonlyMap<string, number>,
): Map<number, number[]> {
  const placeOf = items.map(id => places.get(id))
  const histories = new Map<number, number[]>()
  for (const [index, contact] of contactNo.entries()) {
    const own = item.subarray(starts[index], starts[index + 1])
    histories.set(
      contact,
      Array.from(own).flatMap(one => placeOf[one] ?? []),
    )
  }
  return histories
}
