import type { Aggregate, PropertyRef, RowTest } from '../plan.ts'
import { EVENT_TIME, measureType } from '../resolve/resolve-measure.ts'
import type { EventMeasure, Selection } from '../resolve/resolved.ts'
import { keySources, rowTest, rowTests, windowOf } from './lower-selection.ts'
import type { Setting } from './lower-test.ts'
import type { SlotTable } from './slot-table.ts'

/** Millionths in one: the unit in which `number` values are added exactly. */
const MILLIONTHS = 1_000_000

/** How many whole units make one of what is measured. */
export const unitsIn = ({ of }: EventMeasure): number => (of?.type === 'number' ? MILLIONTHS : 1)

/**
 * The column that holds a measure. One of several event types becomes a column for each type and
 * one that joins them, since every type is scanned on its own.
 */
export function measureSlot(measure: EventMeasure, table: SlotTable, setting: Setting): number {
  if (measure.minus) return netSlot(measure, measure.minus, table, setting)
  const { types, of, fn } = measure
  const type = measureType(measure)
  const perUnit = unitsIn(measure)
  const aggregates = aggregatesOf(measure, table, setting)
  switch (fn) {
    case 'count':
    case 'sum': {
      const slots = types.map(name => aggregates(name, fn, of))
      return single(slots) ?? table.derived({ kind: 'total', type, of: slots, perUnit })
    }
    case 'avg': {
      const sums = types.map(name => aggregates(name, 'sum', of))
      const counts = types.map(name => aggregates(name, 'count', of))
      return table.derived({ kind: 'average', type, sums, counts, perUnit })
    }
    case 'min':
    case 'max':
      return extreme(fn)
    case 'first':
    case 'last': {
      if (of?.name === EVENT_TIME) return extreme(fn === 'first' ? 'min' : 'max')
      if (types.length === 1) return aggregates(types[0] ?? '', fn, of)
      const parts = types.map(name => ({
        value: aggregates(name, fn, of),
        at: aggregates(name, fn === 'first' ? 'min' : 'max', TIME, of),
      }))
      return table.derived({ kind: fn === 'first' ? 'earliest' : 'latest', type, of: parts })
    }
    case 'distinct':
      return table.keys({ subject: keySources(measure, of ?? TIME, setting), match: [], last: null }).values
    default:
      throw new Error(`Unhandled measure: ${fn satisfies never}`)
  }

  function extreme(which: 'min' | 'max'): number {
    const slots = types.map(name => aggregates(name, which, of))
    const kind = which === 'min' ? 'least' : 'greatest'
    return single(slots) ?? table.derived({ kind, type, of: slots })
  }
}

/** A sum less that of the same property of other events, in the same window and under the same tests. */
function netSlot(measure: EventMeasure, minus: Selection, table: SlotTable, setting: Setting): number {
  const { minus: _, ...gross } = measure
  const of = measureSlot(gross, table, setting)
  const less = measureSlot({ ...gross, ...minus }, table, setting)
  return table.derived({ kind: 'net', type: measureType(measure), of, less, perUnit: unitsIn(measure) })
}

const TIME: PropertyRef = { name: EVENT_TIME, type: 'instant' }

/** Asks for an aggregate over the rows of a measure; with `having`, over those that have that property. */
function aggregatesOf(measure: EventMeasure, table: SlotTable, setting: Setting) {
  const window = windowOf(measure, setting)
  const rows = rowTests(measure, setting)
  return (
    type: string,
    fn: Aggregate['fn'],
    property: PropertyRef | null,
    having: PropertyRef | null = null,
  ): number => {
    const tests: RowTest[] = having ? [...rows, { op: 'exists', property: having }] : rows
    return table.aggregate(type, { fn, property, ...window, where: rowTest(tests) })
  }
}

function single(slots: readonly number[]): number | undefined {
  return slots.length === 1 ? slots[0] : undefined
}
