import { positivesByGroup, type Ranking } from './ranking.ts'

/**
 * The chance that a positive outranks a negative, equals counting half (Hanley & McNeil 1982), or
 * null where one of the classes is missing.
 */
export function rocArea(ranking: Ranking): number | null {
  const rows = ranking.labels.length
  const seen = positivesByGroup(ranking)
  const positives = seen.at(-1) ?? 0
  const negatives = rows - positives
  if (positives === 0 || negatives === 0) return null
  let area = 0
  let lastEnd = 0
  let last = 0
  for (const [group, end] of ranking.ends.entries()) {
    const now = seen[group] as number
    const fallenBehind = end - lastEnd - (now - last)
    area += fallenBehind * (last + (now - last) / 2)
    ;[lastEnd, last] = [end, now]
  }
  return area / (positives * negatives)
}

/**
 * Area under precision by recall as the average precision, without interpolation (Davis & Goadrich
 * 2006), or null without positives.
 */
export function precisionRecallArea(ranking: Ranking): number | null {
  const seen = positivesByGroup(ranking)
  const positives = seen.at(-1) ?? 0
  if (positives === 0) return null
  let area = 0
  let last = 0
  for (const [group, end] of ranking.ends.entries()) {
    const now = seen[group] as number
    area += ((now - last) * now) / end
    last = now
  }
  return area / positives
}
