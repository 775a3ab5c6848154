import type { FeatureTable } from '../data/feature-table.ts'
import { createRandom } from '../data/random.ts'
import { logLoss } from '../metrics/probability-loss.ts'
import { type Model, predict } from './model.ts'
import { selectLabels, selectRows } from './split.ts'

/** More rows would sharpen the third digit and cost minutes on wide tables. */
const MOST_ROWS = 5_000

/**
 * Permutation importance (Breiman 2001; Fisher et al. 2019): how much the log loss rises when one
 * feature's values change places among rows that the model was not trained on. Largest first; about
 * zero, or below it, is noise. Features that say the same share their importance.
 */
export function importanceOf(
  model: Model,
  table: FeatureTable,
  labels: Uint8Array,
  seed: number,
): { feature: string; lossIncrease: number }[] {
  const step = Math.max(1, Math.ceil(table.rows / MOST_ROWS))
  const rows = Uint32Array.from({ length: Math.ceil(table.rows / step) }, (_, at) => at * step)
  const sample = selectRows(table, rows)
  const sampleLabels = selectLabels(labels, rows)
  const base = logLoss(sampleLabels, predict(model, sample))
  const random = createRandom(seed)
  return model.features
    .map(feature => {
      const columns = sample.columns.map((column, place) =>
        sample.names[place] === feature ? shuffled(column, random) : column,
      )
      return { feature, lossIncrease: logLoss(sampleLabels, predict(model, { ...sample, columns })) - base }
    })
    .sort((a, b) => b.lossIncrease - a.lossIncrease)
}

function shuffled(column: Float64Array, random: () => number): Float64Array {
  const result = column.slice()
  for (let at = result.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1))
    const value = result[at] as number
    result[at] = result[other] as number
    result[other] = value
  }
  return result
}
