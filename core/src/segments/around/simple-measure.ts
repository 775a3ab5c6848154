import type { AbsenceCondition, Condition, EventCondition, MeasureTest } from '../definition/definition.ts'
import type { ValueTest } from '../definition/value-test.ts'

/** A condition that selects events and compares one thing that they amount to. */
export interface SimpleMeasure {
  /** The selection alone, as a condition that one selected event satisfies. */
  readonly selection: EventCondition
  /** `count`, `sum` and the like, with the property that is measured, null for a count. */
  readonly fn: string
  readonly of: string | null
  /** The operators; undefined where there is none, which asks for at least one event. */
  readonly test: number | ValueTest | undefined
}

/** The words that `simpleMeasure` knows to read; what else a condition may say weighs events in another way. */
const MEASURED = ['count', 'sum', 'avg', 'min', 'max', 'first', 'last', 'distinct']
const KNOWN = new Set(['event', 'no_event', 'within', 'where', ...MEASURED])

/** Reads a condition over events as a selection and a measure; undefined for every other condition. */
export function simpleMeasure(condition: Condition): SimpleMeasure | undefined {
  if (!Object.keys(condition).every(key => KNOWN.has(key))) return undefined
  if ('no_event' in condition) {
    return { selection: selecting(condition.no_event, condition), fn: 'count', of: null, test: 0 }
  }
  if (!('event' in condition)) return undefined
  const selection = selecting(condition.event, condition)
  const [measured] = Object.entries(condition).filter(([key]) => MEASURED.includes(key))
  if (measured === undefined) return { selection, fn: 'count', of: null, test: undefined }
  const [fn, test] = measured
  if (fn === 'count') return { selection, fn, of: null, test: test as number | ValueTest }
  const { of, minus, ...operators } = test as MeasureTest
  // What is taken away are other events.
  if (minus !== undefined) return undefined
  return { selection, fn, of, test: operators }
}

function selecting(
  event: EventCondition['event'],
  { within, where }: Pick<AbsenceCondition, 'within' | 'where'>,
): EventCondition {
  return { event, ...(within === undefined ? {} : { within }), ...(where === undefined ? {} : { where }) }
}
