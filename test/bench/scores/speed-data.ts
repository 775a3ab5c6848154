import { createRandom, type FeatureTable } from '@esplanade/core/scores'

const SPEED_ROWS = 200_000
const SPEED_COLUMNS = 20

export interface SpeedData {
  readonly table: FeatureTable
  readonly labels: Uint8Array
}

/**
 * Rows like a scoring table's: half of the columns are continuous (some skewed), half are small
 * counts; a fifth of the rows are positive, by a rule with lines, a bend and an interaction.
 */
export function speedData(seed: number, rows = SPEED_ROWS, columns = SPEED_COLUMNS): SpeedData {
  const random = createRandom(seed)
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  const made = Array.from({ length: columns }, (_, place) =>
    Float64Array.from({ length: rows }, () => {
      if (place % 4 === 0) return normal()
      if (place % 4 === 1) return Math.exp(normal())
      return Math.floor(-Math.log(1 - random()) * (place % 4 === 2 ? 3 : 12))
    }),
  )
  const at = (place: number, row: number): number => made[place]?.[row] ?? 0
  const labels = Uint8Array.from({ length: rows }, (_, row) => {
    const score =
      -1.6 +
      0.8 * at(0, row) -
      0.5 * Math.log1p(at(1, row)) +
      0.15 * at(2, row) * (at(4, row) > 0 ? 1 : -1) -
      0.04 * at(3, row) +
      0.6 * Math.sin(2 * at(8, row))
    return random() < 1 / (1 + Math.exp(-score)) ? 1 : 0
  })
  return { table: { names: made.map((_, place) => `x${place}`), rows, columns: made }, labels }
}
