import type { FeatureTable } from '../data/feature-table.ts'
import { isUsable, summarise } from './column-summary.ts'
import { mapColumns } from './map-columns.ts'

/** How each column is brought to a common size: (value - centre) / spread. Plain data, stored with the model. */
export interface Scaling {
  readonly kind: 'z-score' | 'min-max'
  readonly columns: readonly ScaledColumn[]
}

export interface ScaledColumn {
  readonly name: string
  readonly centre: number
  /** 0 where the training rows never varied: such a column tells nothing, and becomes 0 everywhere. */
  readonly spread: number
}

/** A new row may lie far outside of the training rows; beyond this many spreads it is only "far". */
const FARTHEST = 1e9

/**
 * Learns the scaling from training rows. `z-score` subtracts the mean and divides by the population
 * standard deviation; `min-max` puts the training rows between 0 and 1, and a new row may lie outside.
 */
export function fitScaling(table: FeatureTable, kind: Scaling['kind']): Scaling {
  const columns = table.columns.map((column, c) => {
    const { mean, deviation, least, greatest, varies } = summarise(column)
    const name = table.names[c] as string
    const [centre, spread] = kind === 'z-score' ? [mean, deviation] : [least, greatest - least]
    return { name, centre, spread: varies ? spread : 0 }
  })
  return { kind, columns }
}

/** The table in the fitted scale. What is missing or infinite stays missing; impute before where a number is needed. */
export function applyScaling(scaling: Scaling, table: FeatureTable): FeatureTable {
  return mapColumns(table, scaling.columns, scaled)
}

/** A scaled value in the feature's own unit again, as a profile shows it. */
export const unscaled = (value: number, { centre, spread }: ScaledColumn): number => centre + value * spread

function scaled(value: number, { centre, spread }: ScaledColumn): number {
  if (!isUsable(value)) return Number.NaN
  if (spread === 0) return 0
  return Math.max(-FARTHEST, Math.min(FARTHEST, (value - centre) / spread))
}
