import { applyScaling, fitScaling, kMeans, pointsOf } from '@esplanade/core/scores'
import { processorSeconds } from '../processor-time.ts'
import { type Row, rounded } from '../row.ts'
import { openPeer } from './peer.ts'
import type { SpeedData } from './speed-data.ts'

const RUNS = 3
const CLUSTERS = 8
const STARTS = 3
const TOLERANCE = 1e-4

/** k-means on z-scores on both sides by turns, from other seeds each turn; `ratio` is the median of ours over the median of theirs. */
export function clusterSpeed({ table, labels }: SpeedData, tell: (text: string) => void): Row[] {
  const scaled = applyScaling(fitScaling(table, 'z-score'), table)
  const peer = openPeer(scaled, labels)
  const ours: number[] = []
  const theirs: number[] = []
  try {
    for (let seed = 1; seed <= RUNS; seed += 1) {
      const options = { k: CLUSTERS, starts: STARTS, tolerance: TOLERANCE, seed }
      const { result, seconds } = processorSeconds(() => kMeans(pointsOf(scaled), options))
      ours.push(seconds)
      tell(`k-means: ${seconds.toFixed(3)} s, inertia ${result.inertia.toFixed(0)}`)
      if (!peer) continue
      const parameters = { n_clusters: CLUSTERS, n_init: STARTS, tol: TOLERANCE, random_state: seed }
      const fit = peer.fit('kmeans', parameters)
      theirs.push(fit.seconds)
      tell(
        `  scikit-learn ${peer.version}: ${fit.seconds.toFixed(3)} s, inertia ${Number(fit.inertia).toFixed(0)}`,
      )
    }
  } finally {
    peer?.close()
  }
  const value = middle(ours)
  const floor = theirs.length > 0 ? middle(theirs) : undefined
  return [
    {
      name: `k-means, ${table.rows} × ${table.columns.length}, k = ${CLUSTERS}, ${STARTS} starts`,
      value: rounded(value),
      unit: 's',
      ...(floor !== undefined && { floor: rounded(floor), ratio: rounded(value / floor) }),
      reach: '≤ 3 × scikit-learn (aim 1 ×)',
    },
  ]
}

const middle = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] as number
