import type { FeatureTable } from '../data/feature-table.ts'
import { quantile, sortedUsable } from '../prepare/index.ts'

/** How the rows of training were spread over the parts of each feature. */
export interface DriftBaseline {
  readonly features: readonly {
    readonly name: string
    /** Ascending; a value on a cut belongs below it. */
    readonly cuts: readonly number[]
    /** Of the parts from low to high, then of the missing. Adds up to 1. */
    readonly shares: readonly number[]
  }[]
}

/** Of each feature, how far the rows of today are from those of training. */
export interface Drift {
  readonly name: string
  /** Population stability index, 0 for the same spread. */
  readonly psi: number
  readonly verdict: 'stable' | 'moved' | 'alarm'
}

const PARTS = 10
/** The usual reading: below a tenth nothing has happened, above a quarter the model was trained on other people. */
const MOVED = 0.1
const ALARM = 0.25
/** An empty part would make the index infinite; this is how full it is taken to be. */
const LEAST_SHARE = 1e-4

/** Remembers the spread of every feature of a training table, by its deciles. */
export function driftBaseline(table: FeatureTable): DriftBaseline {
  const features = table.columns.map((column, index) => {
    const sorted = sortedUsable(column)
    // A feature that nobody has is one part: the missing.
    const parts = sorted.length === 0 ? 0 : PARTS - 1
    const cuts = [
      ...new Set(Array.from({ length: parts }, (_, part) => quantile(sorted, (part + 1) / PARTS))),
    ]
    return { name: table.names[index] as string, cuts, shares: sharesOf(column, cuts) }
  })
  return { features }
}

/**
 * The population stability index of every feature, Σ (now − then) · ln(now / then) over its parts, most
 * moved first. Source: S. Kullback, "Information Theory and Statistics" (1959), the symmetric divergence;
 * cut-offs as in N. Siddiqi, "Credit Risk Scorecards" (2006). Features that the table lacks are left out.
 */
export function drift({ features }: DriftBaseline, table: FeatureTable): Drift[] {
  const found = features.flatMap(({ name, cuts, shares }) => {
    const column = table.columns[table.names.indexOf(name)]
    if (column === undefined || column.length === 0) return []
    const now = sharesOf(column, cuts)
    let psi = 0
    for (const [part, then] of shares.entries()) {
      const [a, b] = [Math.max(now[part] as number, LEAST_SHARE), Math.max(then, LEAST_SHARE)]
      psi += (a - b) * Math.log(a / b)
    }
    const verdict: Drift['verdict'] = psi > ALARM ? 'alarm' : psi > MOVED ? 'moved' : 'stable'
    return [{ name, psi, verdict }]
  })
  return found.toSorted((a, b) => b.psi - a.psi)
}

function sharesOf(column: Float64Array, cuts: readonly number[]): number[] {
  const counts = Array.from({ length: cuts.length + 2 }, () => 0)
  for (const value of column) {
    let part = cuts.length + 1
    if (!Number.isNaN(value)) {
      part = 0
      while (part < cuts.length && value > (cuts[part] as number)) part += 1
    }
    counts[part] = (counts[part] as number) + 1
  }
  return counts.map(count => (column.length === 0 ? 0 : count / column.length))
}
