export { type Evaluation, evaluate } from '../metrics/evaluation.ts'
export { type BoostingModel, type BoostingOptions, trainBoosting } from './boosting.ts'
export type { CandidateKind } from './candidates.ts'
export type { Contribution, Reasons } from './contribution.ts'
export { type ForestModel, type ForestOptions, trainForest } from './forest.ts'
export { type LogisticModel, type LogisticOptions, trainLogistic } from './logistic.ts'
export { explain, type Model, type ModelKind, predict } from './model.ts'
export {
  type Competitor,
  evaluatePropensity,
  explainPropensity,
  type Propensity,
  predictPropensity,
} from './propensity.ts'
export { type Split, selectLabels, selectRows, stratifiedSplit, timeSplit } from './split.ts'
export { type PropensityData, type PropensityOptions, trainPropensity } from './train-propensity.ts'
