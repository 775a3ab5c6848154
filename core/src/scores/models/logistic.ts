import type { FeatureTable } from '../data/feature-table.ts'
import { type Reasons, ranked } from './contribution.ts'
import { featureColumns, rowValues } from './feature-columns.ts'
import { sigmoid } from './log-odds.ts'
import { createLogisticObjective } from './logistic-objective.ts'
import { minimise } from './minimise.ts'
import { type Centre, centreOf, standardised } from './standardise.ts'

export interface LogisticModel {
  readonly kind: 'logistic'
  readonly features: readonly string[]
  /** Fitted on the training rows; a missing value counts as the mean. */
  readonly centres: readonly Centre[]
  readonly intercept: number
  /** Change of the log-odds by one deviation of each feature. */
  readonly coefficients: readonly number[]
  /** What was minimised: sum of the log losses (natural logarithm) + l2 / 2 × the squared coefficients. */
  readonly objective: number
  readonly converged: boolean
}

export interface LogisticOptions {
  /** The penalty; 1 is scikit-learn's C = 1. The intercept is free. */
  readonly l2?: number
  /** How much each row counts; 1 unless given. */
  readonly weights?: Float64Array
}

/**
 * Logistic regression on standardised columns. The penalised objective is strictly convex, so the
 * optimum is unique; it is found by L-BFGS (Nocedal & Wright 2006, algorithm 7.4) whose first
 * curvature is the exact one at the starting point, on a sample of rows where there are many.
 * `labels` are 0 or 1, one a row, of both classes.
 */
export function trainLogistic(
  table: FeatureTable,
  labels: Uint8Array,
  { l2 = 1, weights }: LogisticOptions = {},
): LogisticModel {
  const centres = table.columns.map(centreOf)
  // A constant column would only add a flat direction that the penalty sets to zero anyway.
  const used = centres.flatMap(({ deviation }, place) => (deviation > 0 ? [place] : []))
  const columns = used.map(place =>
    standardised(table.columns[place] as Float64Array, centres[place] as Centre),
  )
  const objective = createLogisticObjective(columns, labels, l2, weights)
  const { point, value, converged } = minimise(objective)
  const coefficients = table.names.map(() => 0)
  for (const [index, place] of used.entries()) coefficients[place] = point[index] as number
  const intercept = point[used.length] as number
  return {
    kind: 'logistic',
    features: table.names,
    centres,
    intercept,
    coefficients,
    objective: value,
    converged,
  }
}

export function predictLogistic(model: LogisticModel, table: FeatureTable): Float64Array {
  const logOdds = new Float64Array(table.rows).fill(model.intercept)
  for (const [place, column] of featureColumns(table, model.features).entries()) {
    const coefficient = model.coefficients[place] as number
    if (coefficient === 0) continue
    const values = standardised(column, model.centres[place] as Centre)
    for (let row = 0; row < values.length; row += 1)
      logOdds[row] = (logOdds[row] as number) + coefficient * (values[row] as number)
  }
  return logOdds.map(sigmoid)
}

/** Exact, since the log-odds are a sum: each term is a coefficient times the distance from the mean. */
export function explainLogistic(model: LogisticModel, table: FeatureTable, row: number): Reasons {
  const columns = featureColumns(table, model.features)
  const amounts = columns.map((column, place) => {
    const [value] = standardised(column.subarray(row, row + 1), model.centres[place] as Centre)
    return (model.coefficients[place] as number) * (value as number)
  })
  return {
    scale: 'log-odds',
    base: model.intercept,
    contributions: ranked(model.features, rowValues(columns, row), amounts),
  }
}
