export type SizeName = 'XS' | 'S' | 'M'

/** How large the measured world is. */
export interface Size {
  readonly name: SizeName
  readonly contacts: number
  readonly events: number
  /** Parts that each backfill is cut into; one part of each is loaded in turn. */
  readonly parts: number
}

export const SIZES: Readonly<Record<SizeName, Size>> = {
  XS: { name: 'XS', contacts: 5_000, events: 250_000, parts: 6 },
  S: { name: 'S', contacts: 100_000, events: 5_000_000, parts: 60 },
  M: { name: 'M', contacts: 1_000_000, events: 50_000_000, parts: 600 },
}
