import type { FeatureTable } from '../data/feature-table.ts'
import { binColumn } from './binning.ts'
import { boostedTreeGrower, type TreeShape } from './boosted-tree.ts'
import { type Reasons, ranked } from './contribution.ts'
import { featureColumns, rowValues } from './feature-columns.ts'
import { logOddsOf, sigmoid } from './log-odds.ts'
import { addPath, type Tree } from './tree.ts'
import { addTreeOutputs } from './tree-ensemble.ts'

export interface BoostingModel {
  readonly kind: 'boosting'
  readonly features: readonly string[]
  /** Log-odds before any tree. */
  readonly base: number
  /** Their values are log-odds to add, the learning rate included. */
  readonly trees: readonly Tree[]
}

export interface BoostingOptions extends Partial<TreeShape> {
  readonly learningRate?: number
  /** How many trees at most; exactly as many unless `stopOn` is given. */
  readonly iterations?: number
  /** Rows that were not trained on: training ends when their log loss has not fallen for `PATIENCE` trees. */
  readonly stopOn?: { readonly table: FeatureTable; readonly labels: Uint8Array }
}

const PATIENCE = 20

/**
 * Gradient boosting of the log loss by Newton steps (Friedman 2001; Chen & Guestrin 2016) on binned
 * columns, leaf by leaf in the order of gain, with histogram subtraction (Ke et al. 2017). A missing
 * value goes to whichever side fits better. Gradients are whole numbers of a small unit, so that
 * sums are exact: the trees depend neither on the order of the rows nor on who added them up.
 * `labels` are 0 or 1, one a row, of both classes.
 */
export function trainBoosting(
  table: FeatureTable,
  labels: Uint8Array,
  { learningRate = 0.05, iterations = 100, stopOn, ...shape }: BoostingOptions = {},
): BoostingModel {
  const positives = labels.reduce((sum, label) => sum + label, 0)
  const base = logOddsOf(positives / labels.length)
  const scores = new Float64Array(table.rows).fill(base)
  const grower = boostedTreeGrower(table.columns.map(binColumn), labels, scores, {
    maxLeaves: 15,
    minLeafRows: 50,
    l2: 1,
    ...shape,
    learningRate,
  })
  const held = stopOn && createStopping(stopOn.table, stopOn.labels, base, table.names)
  const trees: Tree[] = []
  // Without a feature there is nothing to split by: the base says all.
  const most = table.columns.length === 0 ? 0 : iterations
  for (let iteration = 0; iteration < most; iteration += 1) {
    const tree = grower.grow()
    trees.push(tree)
    if (held?.isOver(tree)) break
  }
  return {
    kind: 'boosting',
    features: table.names,
    base,
    trees: held ? trees.slice(0, held.best()) : trees,
  }
}

export function predictBoosting(model: BoostingModel, table: FeatureTable): Float64Array {
  const logOdds = new Float64Array(table.rows).fill(model.base)
  addTreeOutputs(model.trees, featureColumns(table, model.features), logOdds)
  return logOdds.map(sigmoid)
}

/** Exact: the log-odds are a sum over trees, and each tree's value a sum of changes along the row's path. */
export function explainBoosting(model: BoostingModel, table: FeatureTable, row: number): Reasons {
  const values = rowValues(featureColumns(table, model.features), row)
  const amounts = new Float64Array(model.features.length)
  const base = model.trees.reduce((sum, tree) => sum + addPath(tree, values, 1, amounts), model.base)
  return { scale: 'log-odds', base, contributions: ranked(model.features, values, amounts) }
}

function createStopping(table: FeatureTable, labels: Uint8Array, base: number, features: readonly string[]) {
  const columns = featureColumns(table, features)
  const scores = new Float64Array(table.rows).fill(base)
  let seen = 0
  let best = 0
  let lowest = lossOf(scores, labels)
  return {
    best: () => best,
    isOver(tree: Tree): boolean {
      seen += 1
      addTreeOutputs([tree], columns, scores)
      const loss = lossOf(scores, labels)
      if (loss < lowest) [lowest, best] = [loss, seen]
      return seen - best >= PATIENCE
    },
  }
}

function lossOf(scores: Float64Array, labels: Uint8Array): number {
  let sum = 0
  for (let row = 0; row < scores.length; row += 1) {
    const score = scores[row] as number
    sum += Math.log1p(Math.exp(-Math.abs(score))) + Math.max(0, score) - (labels[row] as number) * score
  }
  return sum
}
