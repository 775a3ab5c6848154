/** Conditions joined by a word and bracketed as a whole, or `fallback` where there is none. */
export const joined = (parts: readonly string[], word: 'and' | 'or', fallback: string): string =>
  parts.length === 0 ? fallback : parts.length === 1 ? (parts[0] as string) : `(${parts.join(` ${word} `)})`

/** The column that holds a slot of the plan, wherever it has been computed. */
export const slotColumn = (slot: number): string => `v${slot}`

/** The column that says whether a contact is in an earlier segment of the plan. */
export const segmentColumn = (segment: number): string => `m${segment}`
