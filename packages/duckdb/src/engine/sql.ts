/** Quotes a name. Every identifier goes through here, whoever chose it. */
export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** Quotes a text for the few places where DuckDB takes no parameter: JSON pointers, settings, paths. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`

/** A number as SQL, never through a decimal literal, whose conversion would round twice. */
export function number(value: number): string {
  return Number.isSafeInteger(value) ? `${value}::bigint` : `'${value}'::double`
}

/**
 * A place in the order of changes, of the very type of its column: compared with any other, the column is
 * converted row by row, and no part of the table is left out.
 */
export const sequence = (seq: number): string => `${number(seq)}::ubigint`

/** Conditions joined by a word and bracketed as a whole, or `fallback` where there is none. */
export const joined = (parts: readonly string[], word: 'and' | 'or', fallback: string): string =>
  parts.length === 0 ? fallback : `(${parts.join(` ${word} `)})`
