export type { AbsenceBuilder, EventBuilder, EventName } from './event-builder.ts'
export { event, noEvent } from './event-builder.ts'
export type { ConditionLike } from './segment-builder.ts'
export {
  all,
  any,
  attribute,
  consent,
  inSegment,
  listed,
  none,
  rank,
  segment,
  sequence,
  tagged,
} from './segment-builder.ts'
export type { Duration, Length, TestBuilder, WindowText } from './test-builder.ts'
