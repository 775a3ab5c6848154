import type { Bench } from '../row.ts'
import { clusterSpeed } from './cluster-speed.ts'
import { HOW_TO_INSTALL, openPeer } from './peer.ts'
import { propensitySpeed } from './propensity-speed.ts'
import { speedData } from './speed-data.ts'

/** Training against scikit-learn, one thread each, the same rows, by turns. */
export const scoresBench: Bench = {
  name: 'scores',
  what: `training on 200,000 × 20 against scikit-learn: ${HOW_TO_INSTALL}`,
  async run(tell) {
    const data = speedData(1)
    const peer = openPeer(data.table, data.labels)
    if (!peer) tell(`peer absent: no ratios. To have them: ${HOW_TO_INSTALL}`)
    try {
      return [...propensitySpeed(data, peer, tell), ...clusterSpeed(data, tell)]
    } finally {
      peer?.close()
    }
  },
}
