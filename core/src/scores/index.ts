export type { FeatureTable } from './data/feature-table.ts'
export { createRandom, type Random } from './data/random.ts'
export type { Verdict } from './data/verdict.ts'
export * from './features/index.ts'
