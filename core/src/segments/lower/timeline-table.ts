import type { Timeline, TimelineSource } from '../plan.ts'

/** The rows of a selection, before they have a mark. */
export type UnmarkedRows = readonly Omit<TimelineSource, 'mark'>[]

/** Bits of a mark that JavaScript's operators take for positive numbers. */
const MAX_MARKS = 31

interface OpenTimeline {
  readonly types: string
  /** Marks by the canonical text of the rows that they stand for. */
  readonly marks: Map<string, number>
  readonly sources: TimelineSource[]
}

/**
 * The timelines of a plan. Conditions about the same event types read one together, since putting rows
 * in order is what costs; equal selections share a mark.
 */
export class TimelineTable {
  readonly #open: OpenTimeline[] = []

  get timelines(): Timeline[] {
    return this.#open.map(({ sources }) => {
      const sorted = sources.toSorted((a, b) =>
        a.type < b.type ? -1 : a.type > b.type ? 1 : a.mark - b.mark,
      )
      return { key: JSON.stringify(sorted), sources: sorted }
    })
  }

  /** A timeline with all these rows, and the mark of each selection in it, aligned. */
  read(selections: readonly UnmarkedRows[]): { timeline: number; marks: readonly number[] } {
    const types = [...new Set(selections.flat().map(({ type }) => type))].toSorted().join(' ')
    const keys = selections.map(rows => JSON.stringify(rows))
    const timeline = this.#withRoom(types, keys)
    const { marks, sources } = this.#open[timeline] as OpenTimeline
    const found = keys.map((key, index) => {
      const known = marks.get(key)
      if (known !== undefined) return known
      const mark = marks.size
      marks.set(key, mark)
      for (const rows of selections[index] ?? []) sources.push({ ...rows, mark })
      return mark
    })
    return { timeline, marks: found }
  }

  #withRoom(types: string, keys: readonly string[]): number {
    const fits = this.#open.findIndex(
      open => open.types === types && new Set([...open.marks.keys(), ...keys]).size <= MAX_MARKS,
    )
    return fits >= 0 ? fits : this.#open.push({ types, marks: new Map(), sources: [] }) - 1
  }
}
