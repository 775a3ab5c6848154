import { NeighbourTree } from './neighbour-tree.ts'
import type { Labels, Points } from './points.ts'

export interface DbscanOptions {
  /** Two rows at most this far apart are neighbours. */
  readonly reach: number
  /** A row with at least this many neighbours, itself included, is a core row. */
  readonly minimumNeighbours: number
}

export interface Dbscan {
  /** −1 is noise: a row that lies in no crowd. Clusters are numbered by their first core row. */
  readonly labels: Labels
  readonly clusters: number
  readonly core: number
  /** 1 for core rows. */
  readonly isCore: Uint8Array
  readonly noise: number
}

/**
 * Clusters as crowds: core rows within reach of each other belong together, and so do the rows within
 * reach of one. A row within reach of two crowds belongs to the one found first. Neighbours are read
 * from a k-d tree. Source: M. Ester, H.-P. Kriegel, J. Sander & X. Xu, "A density-based algorithm for
 * discovering clusters in large spatial databases with noise" (1996).
 *
 * Throws a RangeError on a reach that is not above 0, or fewer than one neighbour.
 */
export function dbscan(points: Points, { reach, minimumNeighbours }: DbscanOptions): Dbscan {
  if (!(reach > 0) || !(minimumNeighbours >= 1))
    throw new RangeError(
      `DBSCAN needs a reach above 0 and at least 1 neighbour, not ${reach} and ${minimumNeighbours}.`,
    )
  const { rows } = points
  const tree = new NeighbourTree(points)
  const labels: Labels = new Int32Array(rows).fill(-1)
  const found = new Int32Array(rows)
  const seen = new Uint8Array(rows)
  const open = new Int32Array(rows)
  const isCore = new Uint8Array(rows)
  let clusters = 0
  let core = 0

  for (let first = 0; first < rows; first += 1) {
    if (seen[first] === 1 || labels[first] !== -1) continue
    let waiting = 0
    let label = -1
    open[waiting++] = first
    while (waiting > 0) {
      const row = open[--waiting] as number
      if (seen[row] === 1) continue
      seen[row] = 1
      const count = tree.within(row, reach, found)
      if (count < minimumNeighbours) continue
      core += 1
      isCore[row] = 1
      if (label === -1) {
        label = clusters
        clusters += 1
        labels[row] = label
      }
      for (let i = 0; i < count; i += 1) {
        const other = found[i] as number
        if (labels[other] !== -1) continue
        labels[other] = label
        open[waiting++] = other
      }
    }
  }
  const noise = labels.reduce((total, label) => total + Number(label === -1), 0)
  return { labels, clusters, core, isCore, noise }
}
