import type { Figure, ResolvedStep, Selection } from '../resolve/resolved.ts'
import { timelineRows } from './lower-selection.ts'
import type { Setting } from './lower-test.ts'
import type { Fold } from './segment-plan.ts'
import type { SlotTable } from './slot-table.ts'

type Ordered = Extract<Figure, { kind: 'nth' | 'sequence' }>

/** The column of a figure that depends on the order of events. */
export function orderedSlot(figure: Ordered, table: SlotTable, setting: Setting): number {
  const selections = [...new Set(selectionsOf(figure))]
  const { timeline, marks } = table.read(selections.map(selection => timelineRows(selection, setting)))
  const markOf = (selection: Selection) => marks[selections.indexOf(selection)] ?? 0
  return table.derived({ kind: 'fold', type: 'instant', timeline, fold: foldOf(figure, markOf, setting) })
}

function selectionsOf(figure: Ordered): Selection[] {
  if (figure.kind === 'nth') return [figure.selection]
  const ofStep = ({ selection, without }: ResolvedStep) => (without ? [selection, without] : [selection])
  return [...figure.steps.flatMap(ofStep), ...(figure.absent ? [figure.absent.selection] : [])]
}

function foldOf(figure: Ordered, markOf: (selection: Selection) => number, { asOf }: Setting): Fold {
  if (figure.kind === 'nth') {
    const { kind, selection, number, spanMs, latest } = figure
    return { kind, mark: markOf(selection), number, spanMs, latest }
  }
  const steps = figure.steps.map(({ selection, gapMs, without }) => ({
    mark: markOf(selection),
    gapMs,
    without: without && markOf(without),
  }))
  const absent = figure.absent && { mark: markOf(figure.absent.selection), forMs: figure.absent.forMs }
  return { kind: 'sequence', steps, absent, asOf }
}
