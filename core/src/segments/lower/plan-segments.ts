import type { Instant } from '../../schema/index.ts'
import { fractionDigits } from '../../schema/index.ts'
import { measureType } from '../resolve/resolve-measure.ts'
import type { ResolvedCondition, ResolvedExpression, ResolvedSegment } from '../resolve/resolved.ts'
import { freshNeeds } from './fresh-needs.ts'
import { figureSlot, figureType } from './lower-figure.ts'
import { measureSlot } from './lower-measure.ts'
import type { Setting } from './lower-test.ts'
import { allOf, lowerTests } from './lower-test.ts'
import type { PlannedValue, Predicate, PredicateLeaf, SegmentPlan } from './segment-plan.ts'
import { SlotTable } from './slot-table.ts'

export interface PlanOptions {
  /** The moment that lengths of time count back from; later events do not exist yet. */
  readonly asOf: Instant
  /** The hub's currency, ISO 4217. */
  readonly currency: string
  /** The hub's IANA time zone; what words of the calendar mean. */
  readonly timeZone: string
  /** Values wanted beside membership, planned over the same scans. */
  readonly values?: readonly ResolvedExpression[]
}

/**
 * Plans the evaluation of all segments at once: special conditions become basic ones, and equal
 * aggregates of different segments become one. Takes segments in dependency order, as
 * `resolveSegments` gives them. Throws `RangeError` for a currency that does not exist.
 */
export function planSegments(segments: readonly ResolvedSegment[], options: PlanOptions): SegmentPlan {
  const { asOf, currency, timeZone, values = [] } = options
  const digits = fractionDigits(currency)
  if (digits === undefined) throw new RangeError(`${currency} is no currency: expected a code such as EUR.`)
  const table = new SlotTable()
  const planner: Planner = {
    table,
    setting: { asOf, fractionDigits: digits, timeZone },
    numbers: new Map(segments.map(({ id }, index) => [id, index])),
  }
  const fresh = freshNeeds(segments)
  const planned = segments.map(({ id, when }) => ({
    id,
    predicate: lowerCondition(when, planner),
    fresh: fresh.get(id) ?? [],
  }))
  const plannedValues = values.map(value => lowerExpression(value, planner))
  const { attributes, scans, keyScans, timelines, rosters, slots } = table
  return {
    asOf,
    currency,
    timeZone,
    attributes,
    scans,
    keyScans,
    timelines,
    rosters,
    slots,
    segments: planned,
    values: plannedValues,
  }
}

interface Planner {
  readonly table: SlotTable
  readonly setting: Setting
  /** Index in the plan by id. */
  readonly numbers: ReadonlyMap<string, number>
}

function lowerCondition(condition: ResolvedCondition, planner: Planner): Predicate {
  const { table, setting } = planner
  switch (condition.kind) {
    case 'all':
      return allOf(condition.parts.map(part => lowerCondition(part, planner)))
    case 'any':
      return { op: 'any', tests: condition.parts.map(part => lowerCondition(part, planner)) }
    case 'none':
      return {
        op: 'not',
        test: { op: 'any', tests: condition.parts.map(part => lowerCondition(part, planner)) },
      }
    case 'attribute': {
      const { name, type } = condition.property
      return overSlot(table.attribute(name, type), type)
    }
    case 'event':
      return overSlot(measureSlot(condition.measure, table, setting), measureType(condition.measure))
    case 'figure':
      return overSlot(
        figureSlot(condition.figure, table, setting, id => numberOf(id, planner)),
        figureType(condition.figure),
      )
    case 'roster':
      return { op: 'number', slot: table.roster(condition.roster), is: '=', value: 1 }
    case 'segment':
      return { op: 'segment', segment: numberOf(condition.segment, planner) }
    default:
      throw new Error(`Unhandled condition: ${condition satisfies never}`)
  }

  function overSlot(slot: number, type: Parameters<typeof lowerTests>[1]): Predicate {
    const tests = 'tests' in condition ? condition.tests : []
    return lowerTests<PredicateLeaf>(tests, type, setting, test => ({ ...test, slot }))
  }
}

function lowerExpression(expression: ResolvedExpression, planner: Planner): PlannedValue {
  switch (expression.kind) {
    case 'attribute': {
      const { name, type } = expression.property
      return { kind: 'slot', slot: planner.table.attribute(name, type), type }
    }
    case 'event': {
      const slot = measureSlot(expression.measure, planner.table, planner.setting)
      return { kind: 'slot', slot, type: measureType(expression.measure) }
    }
    case 'segment':
      return { kind: 'segment', segment: numberOf(expression.segment, planner) }
    default:
      throw new Error(`Unhandled expression: ${expression satisfies never}`)
  }
}

function numberOf(id: string, { numbers }: Planner): number {
  const number = numbers.get(id)
  if (number === undefined) throw new Error(`The segment "${id}" is not part of this plan.`)
  return number
}
