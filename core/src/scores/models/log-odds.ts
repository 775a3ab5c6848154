/** Below this a probability is no longer told from 0: log loss and log-odds stay finite. */
export const SMALLEST_PROBABILITY = 1e-15

/** The logistic function; finite for every finite input. */
export const sigmoid = (logOdds: number): number => 1 / (1 + Math.exp(-logOdds))

/** The inverse of `sigmoid`, with the probability kept `SMALLEST_PROBABILITY` away from 0 and 1. */
export function logOddsOf(probability: number): number {
  const p = Math.min(1 - SMALLEST_PROBABILITY, Math.max(SMALLEST_PROBABILITY, probability))
  return Math.log(p / (1 - p))
}
