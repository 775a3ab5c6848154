import type { Verdict } from '../data/verdict.ts'
import type { LifetimeModel } from './fit-lifetime.ts'
import { PROCESSES } from './fit-lifetime.ts'
import { expectedAmount } from './gamma-gamma.ts'
import { DAYS_A_WEEK } from './history-groups.ts'
import type { PurchaseHistories } from './purchase-histories.ts'

/** What to expect of every contact within the horizon, row by row as in the histories. Never NaN. */
export interface LifetimePrediction {
  readonly contactNos: Uint32Array
  readonly expectedPurchases: Float64Array
  /** Expected purchases times the expected amount of one; not discounted. */
  readonly expectedValue: Float64Array
  readonly aliveChance: Float64Array
  /** Chance of at least one purchase within the horizon. */
  readonly returnChance: Float64Array
  /** Days until the next purchase if there is one within the horizon: the median. */
  readonly nextPurchaseDays: Float64Array
  /** The ends of the 80 % interval around it: a tenth return sooner, a tenth later. */
  readonly nextPurchaseDaysLow: Float64Array
  readonly nextPurchaseDaysHigh: Float64Array
  readonly verdict: Verdict
}

/**
 * Throws a RangeError for a horizon that is not a number of days above 0. A horizon longer than the history
 * is answered, with a verdict that says how far the figures reach beyond what was seen.
 */
export function predictLifetime(
  model: LifetimeModel,
  histories: PurchaseHistories,
  { horizonDays }: { readonly horizonDays: number },
): LifetimePrediction {
  if (!(horizonDays > 0 && Number.isFinite(horizonDays))) {
    throw new RangeError(`The horizon must be a number of days above 0, not ${horizonDays}.`)
  }
  const process = PROCESSES[model.process]
  const parameters = Float64Array.from(model.parameters)
  const weeks = horizonDays / DAYS_A_WEEK
  const rows = histories.contactNos.length
  const column = () => new Float64Array(rows)
  const prediction = {
    contactNos: histories.contactNos,
    expectedPurchases: column(),
    expectedValue: column(),
    aliveChance: column(),
    returnChance: column(),
    nextPurchaseDays: column(),
    nextPurchaseDaysLow: column(),
    nextPurchaseDaysHigh: column(),
    verdict: lifetimeVerdict(model, horizonDays),
  }
  for (let i = 0; i < rows; i += 1) {
    const x = histories.repeats[i] as number
    const age = (histories.ageDays[i] as number) / DAYS_A_WEEK
    const alive = process.aliveChance(parameters, x, (histories.lastDays[i] as number) / DAYS_A_WEEK, age)
    const purchases = alive * process.purchasesWhileAlive(parameters, x, age, weeks)
    const mean = (histories.totals[i] as number) / (x + 1)
    const amount = model.spend === undefined ? 0 : expectedAmount(model.spend, x + 1, mean)
    const returns = process.returnChance(parameters, x, age, weeks)
    const daysUntil = (share: number) =>
      DAYS_A_WEEK * process.returnWeeks(parameters, x, age, share * returns)
    prediction.aliveChance[i] = alive
    prediction.expectedPurchases[i] = purchases
    prediction.expectedValue[i] = purchases * amount
    prediction.returnChance[i] = alive * returns
    prediction.nextPurchaseDays[i] = daysUntil(0.5)
    prediction.nextPurchaseDaysLow[i] = daysUntil(0.1)
    prediction.nextPurchaseDaysHigh[i] = daysUntil(0.9)
  }
  return prediction
}

/** Whether the data carry a model, and the model a horizon as long as this. */
export function lifetimeVerdict(model: LifetimeModel, horizonDays: number): Verdict {
  if (!model.verdict.enough || horizonDays <= model.historyDays) return model.verdict
  return {
    enough: false,
    reason: `the horizon of ${horizonDays} days is longer than the history of ${model.historyDays}; the figures continue what was seen and nothing has tested them`,
  }
}
