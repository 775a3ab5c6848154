import type { FeatureTable } from '../data/feature-table.ts'

/** The categories of one attribute that got a column, and whether the rest share one more. */
export interface OneHot {
  readonly name: string
  /** By number of training rows, most first; equal ones by name. */
  readonly categories: readonly string[]
  /** True where training rows had more categories than columns: those, and unknown ones, count as `other`. */
  readonly other: boolean
}

/** One column per category is for a handful of them; a long tail only adds noise to every distance. */
const DEFAULT_CATEGORIES = 20

/** Learns the columns of one categorical attribute from training rows; null is missing. */
export function fitOneHot(
  name: string,
  values: readonly (string | null)[],
  mostCategories = DEFAULT_CATEGORIES,
): OneHot {
  const counts = new Map<string, number>()
  for (const value of values) if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1)
  const ranked = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([category]) => category)
  return { name, categories: ranked.slice(0, mostCategories), other: ranked.length > mostCategories }
}

/**
 * One column of 0 and 1 per category, named `attribute=category`, and `attribute (other)` where the
 * fit has one. A missing value is 0 in all of them, and so is an unknown category without `other`.
 */
export function applyOneHot(
  { name, categories, other }: OneHot,
  values: readonly (string | null)[],
): FeatureTable {
  const names = categories.map(category => `${name}=${category}`)
  if (other) names.push(`${name} (other)`)
  const columns = names.map(() => new Float64Array(values.length))
  const place = new Map(categories.map((category, c) => [category, c]))
  values.forEach((value, row) => {
    if (value === null) return
    const column = columns[place.get(value) ?? categories.length]
    if (column !== undefined) column[row] = 1
  })
  return { names, rows: values.length, columns }
}
