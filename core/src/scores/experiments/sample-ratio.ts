import { chiSquareUpper } from '../statistics/chi-square.ts'

export interface SampleRatio {
  readonly chiSquare: number
  readonly pValue: number
  /** Whether the arms have the sizes that their weights promise. */
  readonly asPlanned: boolean
}

/**
 * Below this chance the assignment, the sending or the counting is broken, and no result of the experiment
 * means anything. Source: Fabijan et al. 2019, "Diagnosing sample ratio mismatch in online controlled
 * experiments", KDD.
 */
const BROKEN_BELOW = 0.001

/** Pearson's chi-square test of the arms' sizes against their weights. Throws a RangeError for fewer than two arms. */
export function checkSampleRatio(contacts: readonly number[], weights: readonly number[]): SampleRatio {
  if (contacts.length < 2 || contacts.length !== weights.length) {
    throw new RangeError('A ratio needs at least two arms, each with a size and a weight.')
  }
  const total = contacts.reduce((sum, n) => sum + n, 0)
  const weight = weights.reduce((sum, w) => sum + w, 0)
  const chiSquare = contacts.reduce((sum, n, i) => {
    const expected = (total * (weights[i] as number)) / weight
    return total === 0 ? 0 : sum + (n - expected) ** 2 / expected
  }, 0)
  const pValue = chiSquareUpper(chiSquare, contacts.length - 1)
  return { chiSquare, pValue, asPlanned: pValue >= BROKEN_BELOW }
}
