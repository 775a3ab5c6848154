import type { TableColumn } from '@esplanade/core/store'

/** What a column's rows say, null where they are empty. */
export type ReadColumn<T> = (column: TableColumn) => (row: number) => T | null

/**
 * `convert` for the rows of columns. Where a column tells its texts once, each is converted once a file,
 * when a row first says it.
 */
export function byText<T>(convert: (text: string) => T): ReadColumn<T> {
  // All chunks of a file share the texts of a column.
  const files = new WeakMap<TableColumn['texts'], (T | undefined)[]>()
  return ({ codes, texts }) => {
    const own = (at: number): T | null => {
      const text = texts[at]
      return text == null ? null : convert(text)
    }
    if (codes === null) return own
    const known = files.get(texts) ?? Array.from(texts, (): T | undefined => undefined)
    files.set(texts, known)
    return row => {
      const code = codes[row] as number
      const before = known[code]
      if (before !== undefined) return before
      const value = own(code)
      if (value !== null) known[code] = value
      return value
    }
  }
}
