export { type Lookalike, predictLookalike, trainLookalike } from './lookalike.ts'
