import type { Verdict } from '../data/verdict.ts'
import { trainEase } from './ease.ts'
import { frequentOnly, type Interactions } from './interactions.ts'
import { trainItemKnn } from './item-knn.ts'
import type { Neighbours } from './neighbours.ts'
import { popularity, ranked, trend } from './popularity.ts'

/** How recommendations are found: by a linear model, by likeness of items, or by what many have. */
export type RecommenderKind = 'ease' | 'item_knn' | 'popular'

/** A trained recommender: plain data, the same bytes for the same pairs. */
export interface Recommender {
  readonly kind: RecommenderKind
  readonly verdict: Verdict
  /** Every item that any contact had, by id; all numbers below are places in it. */
  readonly items: readonly string[]
  /** Null with `popular`. */
  readonly neighbours: Neighbours | null
  /** What many have, most contacts first: what `popular` recommends. */
  readonly popular: readonly number[]
  /** What many have had of late: for contacts of whom nothing is known, and where the rest is too few. */
  readonly trending: readonly number[]
  /** Contacts and items that taught it. */
  readonly contacts: number
  readonly taughtItems: number
  readonly lambda: number | null
}

export interface RecommenderOptions {
  readonly now: number
  /** Chosen by the number of items where it is left out. */
  readonly kind?: RecommenderKind
  readonly lambda?: number
  readonly halfLifeDays?: number
  /** Items of fewer contacts, and contacts of fewer items, teach nothing. */
  readonly taughtBy?: { readonly perItem: number; readonly perContact: number }
}

/** Up to so many items the matrix of all pairs, 8 bytes each, is held and inverted in about a minute. */
const MOST_EASE_ITEMS = 5_000
const DEFAULT_LAMBDA = 300
const DEFAULT_TREND_DAYS = 30
/** Fewer contacts with two items or more, or fewer items, teach nothing about what goes with what. */
const MIN_CONTACTS = 100
const MIN_ITEMS = 10
/** An item of fewer contacts, and a contact of a single item, tells nothing of pairs. */
const TAUGHT_BY = { perItem: 3, perContact: 2 }
const KNN = { neighbours: 50, shrink: 10 }
/** Sources that an item keeps: what this costs against all of them is in docs/scores/recommendations.md. */
const EASE_NEIGHBOURS = 100
/** Items kept for contacts without a history: as many as the longest history of one who gets ten, but for few. */
const MOST_RANKED = 500

/** Learns which items go with which. Without enough pairs it recommends what is trending, and its verdict says so. */
export function trainRecommender(interactions: Interactions, options: RecommenderOptions): Recommender {
  const { now, lambda = DEFAULT_LAMBDA, halfLifeDays = DEFAULT_TREND_DAYS } = options
  const taught = frequentOnly(interactions, options.taughtBy ?? TAUGHT_BY)
  const verdict = verdictOn(taught)
  const fits = taught.items.length <= MOST_EASE_ITEMS
  // Asked for with too many items, the linear model gives way: its matrix would not fit in memory.
  const wanted = options.kind === 'ease' && !fits ? 'item_knn' : options.kind
  const kind = verdict.enough ? (wanted ?? (fits ? 'ease' : 'item_knn')) : 'popular'
  const { items } = interactions
  const learned =
    kind === 'popular'
      ? null
      : kind === 'ease'
        ? trainEase(taught, { lambda, neighbours: EASE_NEIGHBOURS })
        : trainItemKnn(taught, KNN)
  return {
    kind,
    verdict,
    items,
    neighbours: learned && renumbered(learned, taught.items, items),
    popular: ranked(popularity(interactions), MOST_RANKED),
    trending: ranked(trend(interactions, { now, halfLifeDays }), MOST_RANKED),
    contacts: taught.contactNo.length,
    taughtItems: taught.items.length,
    lambda: kind === 'ease' ? lambda : null,
  }
}

function verdictOn({ items, contactNo }: Interactions): Verdict {
  if (contactNo.length < MIN_CONTACTS)
    return {
      enough: false,
      reason: `not enough data: ${contactNo.length} contacts with two items or more, ${MIN_CONTACTS} needed; using what is trending`,
    }
  if (items.length < MIN_ITEMS)
    return {
      enough: false,
      reason: `not enough data: ${items.length} items, ${MIN_ITEMS} needed; using what is trending`,
    }
  return { enough: true }
}

/** Weights between taught items, as weights between all. Both lists of ids are ascending. */
function renumbered(
  { starts, items, weights }: Neighbours,
  taught: readonly string[],
  all: readonly string[],
): Neighbours {
  const place = new Map(all.map((id, index) => [id, index]))
  const numbers = taught.map(id => place.get(id) as number)
  const moved: number[] = []
  let index = 0
  for (let item = 0; item < all.length; item += 1) {
    moved.push(starts[index] as number)
    if (numbers[index] === item) index += 1
  }
  moved.push(starts[index] as number)
  return { starts: moved, items: items.map(item => numbers[item] as number), weights }
}
