export { ratesArbitrary } from './rates-arbitrary.ts'
export type { SegmentCase } from './segment-case.ts'
export { segmentCases } from './segment-case.ts'
