export { type Feature, featureSchema } from './feature.ts'
export { applyFeatures, type FeatureFit, fitFeatures } from './fit-features.ts'
export {
  type MeasuredColumn,
  type MeasuredFeatures,
  measureFeatures,
  measureTogether,
} from './measure-features.ts'
export { type ResolvedFeatures, resolveFeatures } from './resolve-features.ts'
