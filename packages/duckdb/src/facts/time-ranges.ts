export interface TimeRange {
  readonly earliest: number
  readonly latest: number
}

/** So many parts of the whole span tell where nothing happened. */
const PARTS = 64

/** Each range is searched by a branch of its own, which costs about as much as reading 100,000 times. */
const MOST_RANGES = 4

/**
 * Few ranges that hold all of these times, with the widest gaps between them left out: one late event
 * among today's must not make a search read everything in between. Ascending; none for no times.
 */
export function timeRanges(times: Float64Array): TimeRange[] {
  let [earliest, latest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const time of times) {
    if (time < earliest) earliest = time
    if (time > latest) latest = time
  }
  if (times.length === 0) return []
  const parts = Array.from(
    { length: PARTS },
    (): { earliest: number; latest: number } | undefined => undefined,
  )
  for (const time of times) {
    const part = Math.min(PARTS - 1, Math.floor((PARTS * (time - earliest)) / Math.max(1, latest - earliest)))
    const known = parts[part]
    if (known === undefined) parts[part] = { earliest: time, latest: time }
    else if (time < known.earliest) known.earliest = time
    else if (time > known.latest) known.latest = time
  }
  const filled = parts.filter(part => part !== undefined)
  const widest = filled
    .slice(1)
    .map((part, before) => ({ from: before + 1, gap: part.earliest - (filled[before] as TimeRange).latest }))
    // Neighbouring parts are one range, however it falls.
    .filter(({ gap }) => gap > (latest - earliest) / PARTS)
    .toSorted((a, b) => b.gap - a.gap)
    .slice(0, MOST_RANGES - 1)
    .map(({ from }) => from)
    .toSorted((a, b) => a - b)
  return [0, ...widest].map((from, index) => {
    const last = filled[(widest[index] ?? filled.length) - 1] as TimeRange
    return { earliest: (filled[from] as TimeRange).earliest, latest: last.latest }
  })
}
