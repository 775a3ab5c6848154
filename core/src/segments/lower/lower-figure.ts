import type { SegmentId, ValueType } from '../../schema/index.ts'
import type { Figure, Matching } from '../resolve/resolved.ts'
import { measureSlot, unitsIn } from './lower-measure.ts'
import { orderedSlot } from './lower-order.ts'
import { keySources } from './lower-selection.ts'
import type { Setting } from './lower-test.ts'
import type { SlotTable } from './slot-table.ts'

/** The column that holds a figure. */
export function figureSlot(
  figure: Figure,
  table: SlotTable,
  setting: Setting,
  numberOf: (segment: SegmentId) => number,
): number {
  switch (figure.kind) {
    case 'matched':
      return matching(figure, table, setting).matched
    case 'rate': {
      const { values, matched } = matching(figure, table, setting)
      const { ofAtLeast } = figure
      return table.derived({
        kind: 'share',
        type: 'number',
        part: matched,
        whole: values,
        counted: values,
        ofAtLeast,
        perUnit: 1,
      })
    }
    case 'share':
    case 'change': {
      const [part, whole, counted] = [figure.part, figure.whole, figure.counted].map(measure =>
        measureSlot(measure, table, setting),
      ) as [number, number, number]
      const { kind, ofAtLeast } = figure
      return table.derived({
        kind,
        type: 'number',
        part,
        whole,
        counted,
        ofAtLeast,
        perUnit: unitsIn(figure.whole),
      })
    }
    case 'rank': {
      const { kind, of, counted, among, top, millionths, tiesIn } = figure
      const slot =
        of.kind === 'event'
          ? measureSlot(of.measure, table, setting)
          : table.attribute(of.property.name, of.property.type)
      const having = counted && measureSlot(counted, table, setting)
      return table.derived({
        kind,
        type: 'boolean',
        of: slot,
        counted: having,
        among: among === null ? null : numberOf(among),
        top,
        millionths,
        tiesIn,
      })
    }
    case 'nth':
    case 'sequence':
      return orderedSlot(figure, table, setting)
    default:
      throw new Error(`Unhandled figure: ${figure satisfies never}`)
  }
}

/** Figures that depend on order are moments, a rank is true or false, the others are numbers. */
export function figureType({ kind }: Figure): ValueType {
  if (kind === 'rank') return 'boolean'
  return kind === 'nth' || kind === 'sequence' ? 'instant' : 'number'
}

function matching({ subject, match, by, last }: Matching, table: SlotTable, setting: Setting) {
  return table.keys({
    subject: keySources(subject, by, setting),
    match: keySources(match, by, setting),
    last,
  })
}
