import type { TimelineSource } from '../plan.ts'
import type { Figure, Selection } from '../resolve/resolved.ts'
import { timelineSources } from './lower-selection.ts'
import type { Setting } from './lower-test.ts'
import type { SlotTable } from './slot-table.ts'

/** The column of a figure that depends on the order of events. */
export function orderedSlot(
  figure: Extract<Figure, { kind: 'nth' | 'sequence' }>,
  table: SlotTable,
  setting: Setting,
): number {
  if (figure.kind === 'nth') {
    const { kind, selection, number, spanMs, latest } = figure
    return table.fold(timelineSources(selection, 0, setting), { kind, number, spanMs, latest })
  }
  const sources: TimelineSource[] = []
  let marks = 0
  const marked = (selection: Selection): number => {
    sources.push(...timelineSources(selection, marks, setting))
    return marks++
  }
  const steps = figure.steps.map(({ selection, gapMs, without }) => ({
    mark: marked(selection),
    gapMs,
    without: without && marked(without),
  }))
  const absent = figure.absent && { mark: marked(figure.absent.selection), forMs: figure.absent.forMs }
  return table.fold(sources, { kind: 'sequence', steps, absent, asOf: setting.asOf })
}
