export { resolveExpressions } from './resolve-expressions.ts'
export { resolveSegments } from './resolve-segments.ts'
export type { ResolvedExpression, ResolvedSegment, Selection } from './resolved.ts'
