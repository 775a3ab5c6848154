import type { Verdict } from '../data/verdict.ts'
import { midranks } from '../statistics/midranks.ts'

/** What RFM looks at, row by row. Who never bought has 0 orders; their other values are not read. */
export interface PurchaseFigures {
  /** Days since the last order. */
  readonly recencyDays: Float64Array
  readonly orders: Float64Array
  /** Sum of all orders, in any unit. */
  readonly total: Float64Array
  /** Days since the first order. */
  readonly tenureDays: Float64Array
}

/**
 * The value from which on a contact has the score 2, 3, 4 and 5; null where nobody reached that score. A
 * score is decided by comparing with these, so equal values have equal scores, and contacts who come later
 * are scored as those before them.
 */
type ScoreCuts = readonly (number | null)[]

export interface RfmModel {
  /** Of minus the days since the last order, since a recent order is the better one. */
  readonly recency: ScoreCuts
  readonly frequency: ScoreCuts
  readonly monetary: ScoreCuts
  readonly buyers: number
  readonly verdict: Verdict
}

/** 1, the lowest fifth, to 5, the highest; 0 for those who never bought. */
export interface RfmScores {
  readonly r: Uint8Array
  readonly f: Uint8Array
  readonly m: Uint8Array
}

const SCORES = 5
/** Below five buyers a fifth the cuts hang on single persons. */
const MIN_BUYERS = 25

/**
 * Learns the cut points from those who bought. A value's score is 1 + ⌊5 (midrank - ½)/n⌋, at most 5: fifths
 * where values differ, and never a tie broken by the order of rows. Source of the fifths: A. M. Hughes
 * 1994, "Strategic database marketing".
 */
export function fitRfm(figures: PurchaseFigures): RfmModel {
  const bought = buyers(figures)
  const column = (values: Float64Array, sign = 1) =>
    cutsOf(Float64Array.from(bought, row => sign * (values[row] as number)))
  return {
    recency: column(figures.recencyDays, -1),
    frequency: column(figures.orders),
    monetary: column(figures.total),
    buyers: bought.length,
    verdict:
      bought.length >= MIN_BUYERS
        ? { enough: true }
        : {
            enough: false,
            reason: `not enough data: ${bought.length} buyers, ${MIN_BUYERS} needed for fifths that mean something`,
          },
  }
}

export function scoreRfm({ recency, frequency, monetary }: RfmModel, figures: PurchaseFigures): RfmScores {
  const rows = figures.orders.length
  const scores = { r: new Uint8Array(rows), f: new Uint8Array(rows), m: new Uint8Array(rows) }
  for (const row of buyers(figures)) {
    scores.r[row] = scoreOf(recency, -(figures.recencyDays[row] as number))
    scores.f[row] = scoreOf(frequency, figures.orders[row] as number)
    scores.m[row] = scoreOf(monetary, figures.total[row] as number)
  }
  return scores
}

/** Rows with at least one order and a known last one. An amount that nobody knows scores 1. */
function buyers({ orders, recencyDays }: PurchaseFigures): number[] {
  return Array.from(orders.keys()).filter(
    row => (orders[row] as number) >= 1 && Number.isFinite(recencyDays[row]),
  )
}

function cutsOf(values: Float64Array): ScoreCuts {
  const known = values.filter(Number.isFinite)
  const ranks = midranks(known)
  const cuts: (number | null)[] = Array.from({ length: SCORES - 1 }, () => null)
  known.forEach((value, row) => {
    const score = Math.min(SCORES, 1 + Math.floor((SCORES * ((ranks[row] as number) - 0.5)) / known.length))
    for (let reached = 2; reached <= score; reached += 1) {
      const least = cuts[reached - 2]
      cuts[reached - 2] = least === null || least === undefined ? value : Math.min(least, value)
    }
  })
  return cuts
}

const scoreOf = (cuts: ScoreCuts, value: number) =>
  1 + cuts.filter(cut => cut !== null && value >= cut).length
