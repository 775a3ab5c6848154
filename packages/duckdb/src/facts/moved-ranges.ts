import type { Bounds } from '@esplanade/core/store'

/** Inside when `after < ts <= until`. */
export interface Range {
  /** May be minus infinity. */
  readonly after: number
  readonly until: number
}

/** The times that lie in one of the two windows of a pair and not in the other, as ranges apart from each other. */
export function movedRanges(windows: readonly { readonly before: Bounds; readonly now: Bounds }[]): Range[] {
  const moved = windows
    .flatMap(({ before, now }) => {
      const [was, is] = [rangeOf(before), rangeOf(now)]
      return [...without(was, is), ...without(is, was)]
    })
    .toSorted((a, b) => a.after - b.after)
  const apart: Range[] = []
  for (const range of moved) {
    const last = apart.at(-1)
    if (last === undefined || range.after > last.until) apart.push(range)
    else if (range.until > last.until) apart[apart.length - 1] = { after: last.after, until: range.until }
  }
  return apart
}

const rangeOf = ({ after, until }: Bounds): Range => ({ after: after ?? Number.NEGATIVE_INFINITY, until })

/** What of one range lies before the other, and what behind. */
const without = (of: Range, other: Range): Range[] =>
  [
    { after: of.after, until: Math.min(of.until, other.after) },
    { after: Math.max(of.after, other.until), until: of.until },
  ].filter(({ after, until }) => after < until)
