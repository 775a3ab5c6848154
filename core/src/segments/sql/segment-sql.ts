import type { Predicate, SegmentPlan, Slot } from '../lower/segment-plan.ts'
import { leavesOf, neededFor, partsOf, predicateOf, slotOf } from './needed.ts'
import { predicateSql } from './predicate-sql.ts'
import { madeSlotSql } from './slot-sql.ts'
import { type SqlSource, sourcesOf } from './sources.ts'
import type { Printing } from './tables.ts'
import { type BaseSlot, emptyOf, isBase, needsRows } from './without-rows.ts'
import { segmentColumn, slotColumn } from './words.ts'

/**
 * Prints one segment of a plan, and whatever it depends on, as one statement that answers the numbers
 * of its members in one column `contact`, each once, in no order. The plan has decided everything about
 * meaning; `evaluateSegments` names the same contacts.
 */
export function segmentSql(plan: SegmentPlan, segment: number, printing: Printing): string {
  const predicate = predicateOf(plan, segment)
  const { slots } = neededFor(plan, [predicate])
  const printer = new StatementPrinter(plan, sourcesOf(plan, slots, printing), printing)
  const members = printer.contacts(predicate)
  return `${printer.tables()}select contact from (${members})`
}

type Rank = Extract<Slot, { kind: 'rank' }>

class StatementPrinter {
  readonly #plan: SegmentPlan
  readonly #sources: readonly SqlSource[]
  readonly #printing: Printing
  /** How often each source is read: one that a rank needs is read twice. */
  readonly #reads = new Map<SqlSource, number>()

  constructor(plan: SegmentPlan, sources: readonly SqlSource[], printing: Printing) {
    this.#plan = plan
    this.#sources = sources
    this.#printing = printing
  }

  /** Living contacts that pass a predicate, with the columns that it took. */
  contacts(predicate: Predicate): string {
    const { slots, segments } = neededFor(this.#plan, [predicate])
    const layers = this.#layers(slots, segments)
    const rows = layers.reduce(
      (inner, columns) => `select *${columns.map(column => `, ${column}`).join('')} from (${inner})`,
      this.#base(predicate, slots),
    )
    return `select * from (${rows}) where ${predicateSql(predicate, this.#plan.slots, this.#printing)}`
  }

  /** The sources that were read, as common table expressions. */
  tables(): string {
    const { dialect } = this.#printing
    const read = this.#sources.flatMap(source => {
      const times = this.#reads.get(source) ?? 0
      return times === 0 ? [] : [`${source.name} ${dialect.as(times > 1)} (${source.query})`]
    })
    return read.length === 0 ? '' : `with ${read.join(', ')}\n`
  }

  /** One row per contact with the columns that come straight from sources. */
  #base(predicate: Predicate, slots: readonly number[]): string {
    const wanted = this.#sources.filter(source => slots.some(slot => source.slots.has(slot)))
    const there = wanted.filter(({ query }) => query !== undefined)
    for (const source of there) this.#reads.set(source, (this.#reads.get(source) ?? 0) + 1)
    const needed = there.filter(source => needsRows(predicate, this.#plan, source.slots))
    const others = there.filter(source => !needed.includes(source))
    const { living } = this.#printing.tables
    const [first, ...more] = needed
    const base = first?.name ?? `(select distinct contact_no as contact from ${living})`
    const columns = wanted.flatMap(source => {
      const from = source === first ? 'base' : source.name
      return [...source.slots]
        .filter(slot => slots.includes(slot))
        .map(slot => `, ${this.#column(slot, source, from, needed.includes(source))} as ${slotColumn(slot)}`)
    })
    const joins = [
      ...more.map(({ name }) => ` join ${name} on ${name}.contact = base.contact`),
      ...others.map(({ name }) => ` left join ${name} on ${name}.contact = base.contact`),
    ]
    const alive = first === undefined ? '' : ` where base.contact in (select contact_no from ${living})`
    return `select base.contact as contact${columns.join('')} from ${base} as base${joins.join('')}${alive}`
  }

  #column(index: number, source: SqlSource, from: string, always: boolean): string {
    const slot = slotOf(this.#plan, index)
    const empty = isBase(slot) ? emptyOf(slot) : null
    if (source.query === undefined) return empty === null ? 'null' : '0'
    const column = `${from}.${slotColumn(index)}`
    return always || empty === null ? column : `coalesce(${column}, 0)`
  }

  /** Columns made of others, those that need nothing but the base first. */
  #layers(slots: readonly number[], segments: readonly number[]): string[][] {
    const made = new Map<string, MadeColumn>()
    for (const index of slots) {
      const slot = slotOf(this.#plan, index)
      if (!isBase(slot)) made.set(slotColumn(index), this.#made(slot))
    }
    for (const index of segments) {
      const predicate = predicateOf(this.#plan, index)
      const needs = [...leavesOf(predicate)].map(leaf =>
        leaf.op === 'segment' ? segmentColumn(leaf.segment) : slotColumn(leaf.slot),
      )
      made.set(segmentColumn(index), {
        needs,
        sql: predicateSql(predicate, this.#plan.slots, this.#printing, true),
      })
    }
    const layers: string[][] = []
    for (const [name, { sql }] of made) {
      const depth = depthOf(name, made)
      layers[depth] = [...(layers[depth] ?? []), `${sql} as ${name}`]
    }
    return layers
  }

  #made(slot: Exclude<Slot, BaseSlot>): MadeColumn {
    const needs = partsOf(slot).map(slotColumn)
    if (slot.kind !== 'rank') return { needs, sql: madeSlotSql(slot, this.#printing.dialect) }
    const among = slot.among === null ? [] : [segmentColumn(slot.among)]
    return { needs: [...needs, ...among], sql: this.#rank(slot) }
  }

  /** 1 on the right side of the cut, a value that is found once among all who are ranked. */
  #rank({ of, counted, among, top, millionths, tiesIn }: Rank): string {
    const tests: Predicate[] = [{ op: 'exists', slot: of }]
    if (counted !== null) tests.push({ op: 'not', test: { op: 'number', slot: counted, is: '=', value: 0 } })
    if (among !== null) tests.push({ op: 'segment', segment: among })
    const ranked: Predicate = { op: 'all', tests }
    const passes = predicateSql(ranked, this.#plan.slots, this.#printing, true)
    if (!tiesIn && millionths >= EVERYBODY) return `case when ${passes} then 1 else 0 end`
    if (millionths <= 0) return '0'
    const key = `${top ? '-' : ''}${slotColumn(of)}`
    const cut = this.#printing.dialect.cut(key, millionths, !tiesIn)
    const inside = `${key} ${tiesIn ? '<=' : '<'} (select ${cut} from (${this.contacts(ranked)}))`
    return `case when ${passes} and ${inside} then 1 else 0 end`
  }
}

const EVERYBODY = 1_000_000

interface MadeColumn {
  /** Names of columns that it is made of. */
  readonly needs: readonly string[]
  readonly sql: string
}

/** How many layers of columns lie below one; the plan knows no circles. */
function depthOf(name: string, made: ReadonlyMap<string, MadeColumn>): number {
  const column = made.get(name)
  return column === undefined ? -1 : 1 + Math.max(-1, ...column.needs.map(need => depthOf(need, made)))
}
