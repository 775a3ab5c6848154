export * from './canonical-json.ts'
export type {
  AbsenceCondition,
  AttributeCondition,
  Condition,
  EventCondition,
  MeasureTest,
  SegmentDefinition,
} from './definition.ts'
export { segmentSchema } from './definition.ts'
export type { Measure } from './event-selection.ts'
export { eventTypesSchema, propertyNameSchema, selectionShape } from './event-selection.ts'
export { segmentJsonSchema } from './json-schema.ts'
export * from './limits.ts'
export * from './parse-segments.ts'
export type { Problem } from './problem.ts'
export { DefinitionError, formatProblem } from './problem.ts'
export type { RankCondition } from './rank.ts'
export type { ConsentCondition, RosterCondition, TargetCondition } from './roster-condition.ts'
export type { SequenceCondition } from './sequence.ts'
export type { EventExpression, ValueExpression } from './value-expression.ts'
export { eventExpressionSchema, valueExpressionSchema } from './value-expression.ts'
export type { Scalar, ValueTest } from './value-test.ts'
export { durationSchema } from './value-test.ts'
