import type { Catalog } from '../../schema/index.ts'
import { fractionDigits } from '../../schema/index.ts'
import type { Path } from '../../schema/path-text.ts'
import type { EventSelection } from '../definition/event-selection.ts'
import type { Timeline } from '../plan.ts'
import { resolveSelection } from '../resolve/resolve-measure.ts'
import type { Report } from '../resolve/resolve-test.ts'
import type { Selection } from '../resolve/resolved.ts'
import { timelineRows } from './lower-selection.ts'
import type { PlanOptions } from './plan-segments.ts'
import { TimelineTable } from './timeline-table.ts'

/** Events whose rows are wanted in the order in which they happened. */
export type OrderedEvents = EventSelection & { readonly event: string | readonly string[] }

/** Looks up the names in a selection of events. Undefined when one is unknown; the problems are reported. */
export function resolveEvents(
  events: OrderedEvents,
  path: Path,
  catalog: Catalog,
  report: Report,
): Selection | undefined {
  const request = { types: events.event, typesPath: [...path, 'event'], selection: events, path }
  return resolveSelection(request, catalog, report)
}

export interface PlannedTimelines {
  readonly timelines: readonly Timeline[]
  /** Aligned with the selections: which timeline has its rows, and under which mark. */
  readonly places: readonly { readonly timeline: number; readonly mark: number }[]
}

/** Plans to read the rows of selections in order; equal ones are read once. */
export function planTimelines(
  selections: readonly Selection[],
  { asOf, currency, timeZone }: Pick<PlanOptions, 'asOf' | 'currency' | 'timeZone'>,
): PlannedTimelines {
  const setting = { asOf, fractionDigits: fractionDigits(currency) ?? 0, timeZone }
  const table = new TimelineTable()
  const places = selections.map(selection => {
    const { timeline, marks } = table.read([timelineRows(selection, setting)])
    return { timeline, mark: marks[0] ?? 0 }
  })
  return { timelines: table.timelines, places }
}
