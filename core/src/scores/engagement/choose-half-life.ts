import type { FeatureTable } from '../data/feature-table.ts'
import type { Verdict } from '../data/verdict.ts'
import { rocArea } from '../metrics/area.ts'
import { rank } from '../metrics/ranking.ts'
import type { Weights } from './engagement-score.ts'
import { DEFAULT_HALF_LIFE_DAYS, fitEngagement, scoreEngagement } from './engagement-score.ts'

/** What was known at a snapshot, measured with each half-life, and what happened after it: 1 or 0 a row. */
export interface EngagementSnapshot {
  readonly sums: readonly FeatureTable[]
  readonly labels: ArrayLike<number>
}

export interface HalfLifeChoice {
  readonly halfLifeDays: number
  /** How well the choice foretells the later labels, which had no say in it; absent below the minimum of data. */
  readonly auc?: number
  /** Every candidate's area at the earlier snapshot. */
  readonly candidates: readonly { readonly halfLifeDays: number; readonly auc: number }[]
  readonly verdict: Verdict
}

/** Of each outcome: the area of fewer has a standard error of more than half-lives differ by. */
const MIN_EACH = 100

/**
 * The half-life whose score at the earlier snapshot foretells best who acted after it, and how well that one
 * does at the later snapshot: choice and figure never see the same labels. Between equals the longer wins, as
 * the calmer. With fewer than 100 of either outcome it stays at 30 days, and the verdict says so.
 * Throws a RangeError where snapshots and candidates do not fit.
 */
export function chooseHalfLife(
  halfLives: readonly number[],
  { earlier, later, weights }: { earlier: EngagementSnapshot; later: EngagementSnapshot; weights: Weights },
): HalfLifeChoice {
  if (halfLives.length === 0 || [earlier, later].some(({ sums }) => sums.length !== halfLives.length)) {
    throw new RangeError('Every half-life needs its decay sums at both snapshots.')
  }
  const short = [earlier, later].map(({ labels }) => tooFew(labels)).find(reason => reason !== undefined)
  if (short !== undefined) {
    return {
      halfLifeDays: DEFAULT_HALF_LIFE_DAYS,
      candidates: [],
      verdict: { enough: false, reason: `not enough data: ${short}; using ${DEFAULT_HALF_LIFE_DAYS} days` },
    }
  }
  const areaOf = ({ sums, labels }: EngagementSnapshot, k: number) => {
    const table = sums[k] as FeatureTable
    const model = fitEngagement(table, { weights, halfLifeDays: halfLives[k] as number })
    return rocArea(rank(labels, scoreEngagement(model, table))) ?? 0.5
  }
  const candidates = halfLives.map((halfLifeDays, k) => ({ halfLifeDays, auc: areaOf(earlier, k) }))
  const best = candidates.reduce((a, b) =>
    b.auc > a.auc || (b.auc === a.auc && b.halfLifeDays > a.halfLifeDays) ? b : a,
  )
  return {
    halfLifeDays: best.halfLifeDays,
    auc: areaOf(later, candidates.indexOf(best)),
    candidates,
    verdict: { enough: true },
  }
}

function tooFew(labels: ArrayLike<number>): string | undefined {
  const positives = count(labels)
  const negatives = labels.length - positives
  const fewer = Math.min(positives, negatives)
  if (fewer >= MIN_EACH) return undefined
  return `${fewer} who ${positives < negatives ? 'acted' : 'did not act'}, ${MIN_EACH} needed`
}

const count = (labels: ArrayLike<number>) => Array.from(labels).filter(label => label === 1).length
