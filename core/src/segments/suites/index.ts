export type { SegmentCase } from './segment-case.ts'
export { segmentCases } from './segment-case.ts'
