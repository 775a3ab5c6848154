import type { StoredProduct } from '../../store/index.ts'

/** What catalogues of shops say of an item, by the name under which it is shown. A title that only repeats the id is none. */
const CATALOGUE: Readonly<Record<string, (product: StoredProduct) => string | null>> = {
  title: ({ id, title }) => (title === id ? null : title),
  url: ({ url }) => url,
  image: ({ image }) => image,
  category: ({ categories }) => categories[0] ?? null,
}

export const CATALOGUE_NAMES: readonly string[] = Object.keys(CATALOGUE)

/** What the first of these listings that says anything of the name says; null where none does. */
export function listedAs(name: string, listings: readonly StoredProduct[]): string | null {
  const say = CATALOGUE[name]
  return (say && listings.map(say).find(Boolean)) ?? null
}
