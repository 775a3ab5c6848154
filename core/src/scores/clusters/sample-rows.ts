import { createRandom } from '../data/random.ts'

/** All row numbers, or `most` of them drawn without repeats, in ascending order. */
export function sampleRows(rows: number, most: number, seed: number): number[] {
  const sample: number[] = []
  const random = createRandom(seed)
  const wanted = Math.min(rows, most)
  // Knuth's selection sampling: every row is taken with the chance that leaves exactly `wanted`.
  for (let row = 0; row < rows && sample.length < wanted; row += 1)
    if ((rows - row) * random() < wanted - sample.length) sample.push(row)
  return sample
}
