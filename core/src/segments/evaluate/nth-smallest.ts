/** Rounds after which sorting what is left ends the search, whatever the numbers are. */
const MAX_ROUNDS = 64
/** So few are sorted at once. */
const FEW = 32

/**
 * The number that would stand at `place` if these were sorted; undefined where nothing would. Reorders
 * the numbers, and takes time in proportion to how many they are where sorting takes more.
 * Source: C. A. R. Hoare, "Algorithm 65: find" (1961), with equal numbers set aside.
 */
export function nthSmallest(numbers: Float64Array, place: number): number | undefined {
  if (place < 0 || place >= numbers.length) return undefined
  let from = 0
  let to = numbers.length
  for (let round = 0; round < MAX_ROUNDS && to - from > FEW; round++) {
    const pivot = middleOf(numbers, from, to)
    let [less, at, more] = [from, from, to]
    while (at < more) {
      const number = numbers[at] as number
      if (number < pivot) {
        numbers[at++] = numbers[less] as number
        numbers[less++] = number
      } else if (number > pivot) {
        more -= 1
        numbers[at] = numbers[more] as number
        numbers[more] = number
      } else at += 1
    }
    if (place < less) to = less
    else if (place >= more) from = more
    else return pivot
  }
  return numbers.subarray(from, to).sort()[place - from]
}

/** The middle of the first, the last and the one between. */
function middleOf(numbers: Float64Array, from: number, to: number): number {
  const a = numbers[from] as number
  const b = numbers[(from + to) >>> 1] as number
  const c = numbers[to - 1] as number
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c))
}
