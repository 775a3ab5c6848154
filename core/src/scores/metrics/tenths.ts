import type { Ranking } from './ranking.ts'

/** A tenth of the rows, by falling prediction. */
export interface Tenth {
  readonly rows: number
  readonly meanProbability: number
  /** Positives among them; rows of equal prediction share theirs, so this need not be whole. */
  readonly positives: number
  readonly rate: number
  /** Their rate over everybody's; null where nobody is positive. */
  readonly lift: number | null
}

const TENTHS = 10

/**
 * The ranking in ten parts, or as many as asked for, of (nearly) equal size, best first, the first holding
 * ceil(n / 10) rows: lift by decile and, compared with each part's mean probability, the calibration table.
 */
export function tenths({ scores, labels }: Ranking, parts = TENTHS): Tenth[] {
  const rows = labels.length
  const overall = labels.reduce((sum, label) => sum + label, 0) / rows
  const ends = Array.from({ length: parts + 1 }, (_, part) => Math.ceil((part * rows) / parts))
  return ends.slice(1).flatMap((end, part) => {
    const start = ends[part] as number
    if (end === start) return []
    const size = end - start
    const positives = labels.subarray(start, end).reduce((sum, label) => sum + label, 0)
    const meanProbability = scores.subarray(start, end).reduce((sum, score) => sum + score, 0) / size
    const rate = positives / size
    return [{ rows: size, meanProbability, positives, rate, lift: overall === 0 ? null : rate / overall }]
  })
}

/** Expected calibration error: how far the parts' rates lie from what was predicted, weighted by rows. */
export function calibrationError(parts: readonly Tenth[]): number {
  const rows = parts.reduce((sum, part) => sum + part.rows, 0)
  const error = parts.reduce((sum, part) => sum + part.rows * Math.abs(part.rate - part.meanProbability), 0)
  return rows === 0 ? 0 : error / rows
}
