import { rank } from '../metrics/ranking.ts'

export interface IsotonicCalibration {
  readonly kind: 'isotonic'
  /** Mean model probability of each block, rising. */
  readonly from: readonly number[]
  /** The block's rate, rising; between blocks the calibration is a straight line. */
  readonly to: readonly number[]
}

/**
 * The rising step function nearest to the labels, by pooling neighbours that violate the order
 * (Zadrozny & Elkan 2002; Ayer et al. 1955), drawn through the middles of its steps so that rows
 * keep their order within a step. Rates stay off 0 and 1, which no number of rows proves.
 */
export function fitIsotonic(probabilities: Float64Array, labels: Uint8Array): IsotonicCalibration {
  const { scores, labels: rates, ends } = rank(labels, probabilities)
  const blocks: { rows: number; from: number; positives: number }[] = []
  for (let group = ends.length - 1; group >= 0; group -= 1) {
    const start = ends[group - 1] ?? 0
    const rows = (ends[group] as number) - start
    const score = scores[start] as number
    let block = { rows, from: rows * score, positives: rows * (rates[start] as number) }
    for (
      let last = blocks.at(-1);
      last && last.positives * block.rows >= block.positives * last.rows;
      last = blocks.at(-1)
    ) {
      block = {
        rows: last.rows + block.rows,
        from: last.from + block.from,
        positives: last.positives + block.positives,
      }
      blocks.pop()
    }
    blocks.push(block)
  }
  const least = 1 / (labels.length + 2)
  return {
    kind: 'isotonic',
    from: blocks.map(({ rows, from }) => from / rows),
    to: blocks.map(({ rows, positives }) => Math.min(1 - least, Math.max(least, positives / rows))),
  }
}

/** Beyond the outermost blocks their rates hold; without any block the probability stays as it is. */
export function isotonicAt({ from, to }: IsotonicCalibration, probability: number): number {
  if (from.length === 0) return probability
  let low = 0
  let high = from.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((from[middle] as number) < probability) low = middle + 1
    else high = middle
  }
  if (low === 0) return to[0] as number
  if (low === from.length) return to[low - 1] as number
  const [x0, x1, y0, y1] = [from[low - 1], from[low], to[low - 1], to[low]] as [
    number,
    number,
    number,
    number,
  ]
  const part = (probability - x0) / (x1 - x0)
  return y0 * (1 - part) + y1 * part
}
