import type { FeatureTable } from '../data/feature-table.ts'
import { createRandom } from '../data/random.ts'
import { binColumn } from './binning.ts'
import { type Reasons, ranked } from './contribution.ts'
import { featureColumns, rowValues } from './feature-columns.ts'
import { type ForestShape, forestTreeGrower } from './forest-tree.ts'
import { addPath, type Tree } from './tree.ts'
import { addTreeOutputs } from './tree-ensemble.ts'

export interface ForestModel {
  readonly kind: 'forest'
  readonly features: readonly string[]
  /** Their values are probabilities. */
  readonly trees: readonly Tree[]
}

export interface ForestOptions extends Partial<ForestShape> {
  readonly trees?: number
  readonly seed: number
}

/**
 * A random forest (Breiman 2001) on binned columns: each tree sees a bootstrap sample of the rows,
 * and each split a random choice of the features; the prediction is the mean of the leaves' shares
 * of positives. Tree t draws from its own stream of the seed, so trees can be grown in any order.
 * `labels` are 0 or 1, one a row.
 */
export function trainForest(
  table: FeatureTable,
  labels: Uint8Array,
  { trees = 100, seed, ...shape }: ForestOptions,
): ForestModel {
  const grow = forestTreeGrower(table.columns.map(binColumn), labels, {
    // Behaviour is noisy: smaller leaves ranked no better on any reference set, and made the model large.
    minLeafRows: Math.max(20, Math.ceil(labels.length / 250)),
    featuresPerSplit: Math.max(1, Math.round(Math.sqrt(table.columns.length))),
    ...shape,
  })
  return {
    kind: 'forest',
    features: table.names,
    trees: Array.from({ length: trees }, (_, tree) => grow(createRandom(streamOf(seed, tree)))),
  }
}

export function predictForest(model: ForestModel, table: FeatureTable): Float64Array {
  const sums = new Float64Array(table.rows)
  addTreeOutputs(model.trees, featureColumns(table, model.features), sums)
  return sums.map(sum => Math.min(1, Math.max(0, sum / model.trees.length)))
}

/** Exact: the probability is a mean over trees, and each tree's value a sum of changes along the row's path. */
export function explainForest(model: ForestModel, table: FeatureTable, row: number): Reasons {
  const values = rowValues(featureColumns(table, model.features), row)
  const amounts = new Float64Array(model.features.length)
  const factor = 1 / model.trees.length
  const base = model.trees.reduce((sum, tree) => sum + addPath(tree, values, factor, amounts), 0)
  return { scale: 'probability', base, contributions: ranked(model.features, values, amounts) }
}

/** Neighbouring seeds must not share trees: the tree's number is spread over all bits first. */
const streamOf = (seed: number, tree: number): number => (seed ^ Math.imul(tree + 1, 0x9e3779b1)) >>> 0
