import {
  type Interactions,
  itemsByContact,
  type Recommended,
  type Recommender,
  recommendWith,
} from '../recommend/index.ts'
import type { ItemsShown } from './items-shown.ts'
import type { NamedColumn } from './score-kind.ts'

/** Recommendations of every living contact, a column for each place and for each thing shown beside it. */
export function recommendationColumns(
  recommender: Recommender,
  {
    history,
    bought,
    contactNo,
    count,
    show,
    shown,
  }: {
    readonly history: Interactions
    readonly bought: Interactions
    readonly contactNo: Uint32Array
    readonly count: number
    readonly show: readonly string[]
    readonly shown: ItemsShown
  },
): NamedColumn[] {
  const places = new Map(recommender.items.map((id, place) => [id, place]))
  const had = itemsByContact(history, places)
  const without = bought === history ? had : itemsByContact(bought, places)
  const recommend = recommendWith(recommender, count)
  // Most contacts of a young hub have no history: what they get is the same, and found once.
  const nobody = recommend({ items: [], without: [] })
  const told = Array.from(contactNo, (contact): Recommended => {
    const items = had.get(contact)
    const barred = without.get(contact)
    return items || barred ? recommend({ items: items ?? [], without: barred ?? [] }) : nobody
  })
  const column = (suffix: string, of: (recommended: Recommended) => string | null): NamedColumn => ({
    suffix,
    contactNo,
    values: told.map(of),
  })
  const idAt = ({ items }: Recommended, place: number): string | undefined => {
    const item = items[place]
    return item === undefined ? undefined : recommender.items[item]
  }
  return [
    column('', ({ items, by }) => (items.length === 0 ? null : by)),
    ...Array.from({ length: count }, (_, place) => [
      column(`${place + 1}`, told => idAt(told, place) ?? null),
      ...show.map((property, which) =>
        column(`${place + 1}_${property}`, told => shown.get(idAt(told, place) ?? '')?.[which] ?? null),
      ),
    ]).flat(),
  ]
}
