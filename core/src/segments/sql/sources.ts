import type { SegmentPlan, Slot } from '../lower/segment-plan.ts'
import type { EventScan } from '../plan.ts'
import { foldSql } from './fold-sql.ts'
import { keyScanSql } from './key-scan-sql.ts'
import { slotOf } from './needed.ts'
import { narrowScanSql } from './scan-sql.ts'
import type { Printing } from './tables.ts'
import { type BaseSlot, emptyOf, isBase } from './without-rows.ts'
import { slotColumn } from './words.ts'

/** One query that answers some slots: `contact`, once each, and the columns of the slots. */
export interface SqlSource {
  readonly name: string
  readonly slots: ReadonlySet<number>
  /** Undefined where nothing of it ever occurred: nobody has a row. */
  readonly query: string | undefined
}

/** The queries that answer these slots, those of one scan together. */
export function sourcesOf(plan: SegmentPlan, slots: readonly number[], printing: Printing): SqlSource[] {
  const base = slots.filter(index => isBase(slotOf(plan, index)))
  const groups = Map.groupBy(base, index => groupOf(slotOf(plan, index) as BaseSlot, index, printing))
  return [...groups.values()].map((own, index) => ({
    name: `s${index}`,
    slots: new Set(own),
    query: querySql(plan, own, printing),
  }))
}

function groupOf(slot: BaseSlot, index: number, { tables }: Printing): string {
  if (slot.kind === 'attribute') return `attributes ${tables.attribute(slot.name, slot.type).relation}`
  return slot.kind === 'fold' || slot.kind === 'roster' ? `slot ${index}` : `${slot.kind} ${slot.scan}`
}

function querySql(plan: SegmentPlan, slots: readonly number[], printing: Printing): string | undefined {
  const [first] = slots
  if (first === undefined) return undefined
  const slot = slotOf(plan, first) as BaseSlot
  switch (slot.kind) {
    case 'attribute':
      return attributesSql(plan, slots, printing)
    case 'aggregate':
      return aggregatesSql(plan, slots, printing)
    case 'keys': {
      const scan = plan.keyScans[slot.scan]
      const rows = scan && keyScanSql(scan, printing)
      const columns = slots.map(index => {
        const { column } = slotOf(plan, index) as Extract<Slot, { kind: 'keys' }>
        return columnSql(index, printing.dialect.float(column === 0 ? 'kept' : 'matched'))
      })
      return rows && `select contact${columns.join('')} from (${rows})`
    }
    case 'fold': {
      const timeline = plan.timelines[slot.timeline]
      const rows = timeline && foldSql(slot.fold, timeline, printing)
      return rows && `select contact${columnSql(first, 'moment')} from (${rows})`
    }
    case 'roster':
      return `select contact_no as contact${columnSql(first, '1')} from ${printing.tables.roster(slot.roster)}`
    default:
      throw new Error(`Unhandled slot: ${slot satisfies never}`)
  }
}

const columnSql = (slot: number, value: string): string => `, ${value} as ${slotColumn(slot)}`

function attributesSql(plan: SegmentPlan, slots: readonly number[], { dialect, tables }: Printing): string {
  let from = ''
  const columns = slots.map(index => {
    const { name, type } = slotOf(plan, index) as Extract<Slot, { kind: 'attribute' }>
    const { relation, column } = tables.attribute(name, type)
    from = relation
    return columnSql(index, type === 'text' || type === 'texts' ? column : dialect.float(column))
  })
  return `select contact_no as contact${columns.join('')} from ${from}`
}

/** The aggregates of one scan that are needed, in a scan of their own. */
function aggregatesSql(plan: SegmentPlan, slots: readonly number[], printing: Printing): string | undefined {
  const own = slots.map(index => slotOf(plan, index) as Extract<Slot, { kind: 'aggregate' }>)
  const scan = plan.scans[own[0]?.scan ?? -1]
  const table = scan && printing.tables.events(scan.type)
  if (table === undefined) return undefined
  const aggregates = own.flatMap(({ column }) => scan?.aggregates[column] ?? [])
  const needed: EventScan = { type: scan?.type ?? '', aggregates }
  const columns = slots.map((index, place) => {
    const slot = own[place] as (typeof own)[0]
    const answer = slot.type === 'text' ? `a${place}` : printing.dialect.float(`a${place}`)
    return columnSql(index, emptyOf(slot) === null ? answer : `coalesce(${answer}, 0)`)
  })
  return `select contact${columns.join('')} from (${narrowScanSql(needed, table, printing)})`
}
