import type { PropertyRef } from '../../segments/index.ts'
import type { StoredProduct } from '../../store/index.ts'
import { DEFAULT_ITEM, itemSource } from './read-items.ts'
import type { RecommendationsDefinition } from './recommendations-score.ts'
import type { ScoringContext } from './score-kind.ts'
import { listedAs } from './shop-catalogue.ts'

/** What stands beside items: by item, aligned with `show`; null where nobody ever said. */
export type ItemsShown = ReadonlyMap<string, readonly (string | null)[]>

/**
 * What is shown beside each item: what the catalogue of a shop says of it (of several shops the first by
 * name that says it), else what the latest event said. A catalogue is corrected where it is wrong; an event
 * stays as it was.
 */
export async function itemsShown(
  definition: RecommendationsDefinition,
  context: ScoringContext,
  items: readonly string[],
): Promise<ItemsShown> {
  const { show = [] } = definition
  if (show.length === 0) return new Map()
  const listings = await listingsOf(context, items)
  const told = await toldByEvents(definition, context)
  return new Map(
    items.map(item => [
      item,
      show.map((name, place) => listedAs(name, listings.get(item) ?? []) ?? told.get(item)?.[place] ?? null),
    ]),
  )
}

async function listingsOf({ products }: ScoringContext, items: readonly string[]) {
  const listings = new Map<string, StoredProduct[]>()
  for (const product of (await products?.productsOf(items)) ?? [])
    listings.set(product.id, [...(listings.get(product.id) ?? []), product])
  return listings
}

/** What the events last said of each item. */
async function toldByEvents(
  { event, item = DEFAULT_ITEM, show = [] }: RecommendationsDefinition,
  { facts, catalog, now }: ScoringContext,
): Promise<ItemsShown> {
  const told = new Map<string, readonly (string | null)[]>()
  const sources = [event].flat().map(type => ({
    ...itemSource(type, item, { after: null, until: now }),
    tell: show.map((name): PropertyRef | null =>
      catalog.events.get(type)?.properties.get(name) === 'text' ? { name, type: 'text' } : null,
    ),
  }))
  const telling = sources.filter(({ tell }) => tell.some(property => property !== null))
  if (telling.length === 0) return told
  for await (const { values, columns } of facts.latestByValue({ sources: telling }))
    for (const [row, value] of values.entries())
      told.set(
        value,
        columns.map(column => column[row] ?? null),
      )
  return told
}
