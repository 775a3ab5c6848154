import type { Verdict } from '../data/verdict.ts'
import { bgNbd, mbgNbd } from './beta-geometric.ts'
import type { SpendModel } from './gamma-gamma.ts'
import { fitSpend } from './gamma-gamma.ts'
import type { HistoryGroups } from './history-groups.ts'
import { groupHistories } from './history-groups.ts'
import { maximise } from './maximise.ts'
import { nbd } from './nbd.ts'
import { paretoNbd } from './pareto-nbd.ts'
import type { PurchaseHistories } from './purchase-histories.ts'
import type { PurchaseProcess } from './purchase-process.ts'

/** How often people buy, when they stop, and what a purchase is worth; plain data that prints as JSON. */
export interface LifetimeModel {
  readonly process: PurchaseProcess['name']
  /** In weeks, in the order of the process's parameter names. */
  readonly parameters: readonly number[]
  /** Every process tried, best first. Empty when the data were too few to choose from. */
  readonly candidates: readonly Candidate[]
  /** Whether the data show that people stop. If not, everybody is taken for a customer still. */
  readonly dropout: 'seen' | 'none'
  /** Absent when no purchase has an amount above 0: values are 0 then. */
  readonly spend?: SpendModel
  readonly contacts: number
  /** How many of them parameters and likelihoods come from: all, or evenly spread ones of very many. */
  readonly fittedOn: number
  readonly repeaters: number
  /** From the first purchase of all to the snapshot. */
  readonly historyDays: number
  readonly verdict: Verdict
  readonly warnings: readonly string[]
}

export interface Candidate {
  readonly process: PurchaseProcess['name']
  readonly parameters: Readonly<Record<string, number>>
  readonly logLikelihood: number
}

export const PROCESSES: Readonly<Record<PurchaseProcess['name'], PurchaseProcess>> = {
  'mbg-nbd': mbgNbd,
  'bg-nbd': bgNbd,
  'pareto-nbd': paretoNbd,
  nbd,
}

/** Who bought once says little about how long people stay; four parameters need about this many who came back. */
const MIN_REPEATERS = 100

/** Contacts beyond so many only change parameters within the error that these leave; their predictions are all made. */
const MAX_FITTED = 100_000

/**
 * A model with dropout has two parameters more than one without. By Akaike's criterion it must gain as
 * much log-likelihood; less means that its dropout tends to nothing and its a and b to 0 and infinity.
 */
const MIN_DROPOUT_GAIN = 2

/** Above this the Gamma-Gamma model's assumption, that amount and frequency are independent, is broken. */
const MAX_CORRELATION = 0.3

/**
 * Fits BG/NBD, MBG/NBD and Pareto/NBD and serves the most likely; without visible dropout the NBD model,
 * their common limit. Spend is fitted on all purchases, so that the one amount of a single purchase counts
 * too. With fewer than 100 repeat buyers everybody gets the pooled rate, and the verdict says so.
 */
export function fitLifetime(histories: PurchaseHistories): LifetimeModel {
  const { repeats, ageDays, totals } = histories
  const contacts = repeats.length
  const repeaters = repeats.reduce((sum, x) => sum + (x > 0 ? 1 : 0), 0)
  const every = Math.ceil(contacts / MAX_FITTED) || 1
  const groups = groupHistories(histories, every)
  const fitted = Array.from({ length: Math.ceil(contacts / every) }, (_, i) => i * every)
  const counts = Float64Array.from(fitted, row => (repeats[row] as number) + 1)
  const means = Float64Array.from(fitted, (row, i) => (totals[row] as number) / (counts[i] as number))
  const spend = fitSpend(counts, means)
  const shared = {
    contacts,
    fittedOn: fitted.length,
    repeaters,
    historyDays: ageDays.reduce((most, days) => Math.max(most, days), 0),
    ...(spend !== undefined && { spend }),
  }
  const warnings = spendWarnings(spend, histories)
  if (repeaters < MIN_REPEATERS) {
    const verdict = tooFew(contacts, repeaters)
    return {
      process: 'nbd',
      parameters: pooledRate(groups),
      candidates: [],
      dropout: 'none',
      ...shared,
      verdict,
      warnings,
    }
  }
  const candidates = Object.values(PROCESSES).map(process => fit(process, groups))
  const best = candidates.reduce((a, b) => (b.logLikelihood > a.logLikelihood ? b : a))
  const without = candidates.find(({ process }) => process === 'nbd') as Candidate
  const seen = best.logLikelihood - without.logLikelihood >= MIN_DROPOUT_GAIN
  const chosen = seen ? best : without
  return {
    process: chosen.process,
    parameters: Object.values(chosen.parameters),
    candidates: candidates.toSorted((a, b) => b.logLikelihood - a.logLikelihood),
    dropout: seen ? 'seen' : 'none',
    ...shared,
    verdict: { enough: true },
    warnings: seen
      ? warnings
      : ['the purchases show nobody stopping, so everybody counts as a customer still', ...warnings],
  }
}

function fit(process: PurchaseProcess, groups: HistoryGroups): Candidate {
  const found = maximise(
    (parameters, gradient) => process.logLikelihood(parameters, groups, gradient),
    process.start,
  )
  const named = process.parameterNames.map((name, i) => [name, found.parameters[i] as number])
  return { process: process.name, parameters: Object.fromEntries(named), logLikelihood: found.value }
}

/**
 * Everybody's rate as a gamma distribution of shape 1, as if each had bought once more in the time that
 * a repeat takes on average. Half a repeat is added so that no repeat at all is a low rate and not none.
 */
function pooledRate({ repeats, ageWeeks, counts }: HistoryGroups): readonly [r: number, alpha: number] {
  let [purchases, weeks] = [0.5, 0.5]
  for (let i = 0; i < counts.length; i += 1) {
    purchases += (counts[i] as number) * (repeats[i] as number)
    weeks += (counts[i] as number) * (ageWeeks[i] as number)
  }
  return [1, weeks / purchases]
}

function tooFew(contacts: number, repeaters: number): Verdict {
  return {
    enough: false,
    reason:
      contacts === 0
        ? 'not enough data: no purchase up to the snapshot; choose a later snapshot or import orders'
        : `not enough data: ${repeaters} contacts bought again, ${MIN_REPEATERS} needed; using everybody's average rate`,
  }
}

function spendWarnings(spend: SpendModel | undefined, histories: PurchaseHistories): string[] {
  const { negative, amountUnknown, dayUnknown } = histories.leftOut
  const warnings = []
  if (negative > 0) warnings.push(`${negative} purchases with a negative amount were left out`)
  if (amountUnknown > 0) warnings.push(`${amountUnknown} purchases without an amount were left out`)
  if (dayUnknown > 0) warnings.push(`${dayUnknown} purchases without a date were left out`)
  if (spend === undefined) return [...warnings, 'no purchase has an amount above 0, so every value is 0']
  const free = histories.totals.reduce((sum, total) => sum + (total > 0 ? 0 : 1), 0)
  if (free > 0) {
    warnings.push(`${free} contacts only have amounts of 0; their purchases count, their amounts say nothing`)
  }
  if (spend.q <= 1) warnings.push('the mean amount has no finite expectation; a few large purchases decide')
  const correlation = spendCorrelation(histories)
  if (Math.abs(correlation) > MAX_CORRELATION) {
    warnings.push(
      `amount and frequency go together (correlation ${correlation.toFixed(2)}); the model takes them as independent`,
    )
  }
  return warnings
}

/** Pearson's correlation of repeats with their mean amount, where that is above 0; 0 where either is constant. */
export function spendCorrelation({ repeats, repeatTotals }: PurchaseHistories): number {
  let [n, sx, sm, sxx, smm, sxm] = [0, 0, 0, 0, 0, 0]
  for (let i = 0; i < repeats.length; i += 1) {
    const x = repeats[i] as number
    const mean = (repeatTotals[i] as number) / Math.max(x, 1)
    if (mean === 0) continue
    n += 1
    sx += x
    sm += mean
    sxx += x * x
    smm += mean * mean
    sxm += x * mean
  }
  const spread = (n * sxx - sx * sx) * (n * smm - sm * sm)
  return spread > 0 ? (n * sxm - sx * sm) / Math.sqrt(spread) : 0
}
