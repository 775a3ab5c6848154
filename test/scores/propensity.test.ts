import { readFileSync } from 'node:fs'
import {
  evaluate,
  evaluatePropensity,
  type Model,
  predict,
  trainBoosting,
  trainForest,
  trainLogistic,
  trainPropensity,
} from '@esplanade/core/scores'
import { describe, expect, test } from 'vitest'
import { referenceData, referenceDir } from '../reference-dir.ts'
import { readCdnow180 } from './cdnow-features.ts'
import { readEmailOpens } from './email-features.ts'
import { type LabelledData, readHillstrom, readTelco } from './labelled-data.ts'

/** A busy machine may take many times what a quiet one does. */
const TRAINING_MS = 120_000
const LONG = process.env.ESPLANADE_TEST_LONG === '1'

interface Measured {
  readonly roc_auc: number
  readonly pr_auc: number
  readonly log_loss: number
  readonly brier: number
}

interface Reference {
  readonly features: string[]
  readonly models: {
    readonly logistic: Measured & { objective: number; intercept: number; coef: number[] }
    readonly hist_gradient_boosting_tuned: Measured
    readonly random_forest: Measured
  }
}

/** One data set's reference figures. Only called within tests that are skipped without the folder. */
function reference(name: string): Reference {
  return JSON.parse(readFileSync(referenceData('reference.json'), 'utf8'))[name]
}

describe.skipIf(referenceDir === undefined)('logistic regression against scikit-learn', () => {
  test.each([
    ['telco_churn', readTelco],
    ['hillstrom_visit', readHillstrom],
  ])('%s: the same optimum, coefficients and measures', (name, read) => {
    const { features, models } = reference(name)
    const data = read(features)
    const model = trainLogistic(data.train.table, data.train.labels)
    const { objective, intercept, coef, roc_auc, pr_auc, log_loss, brier } = models.logistic
    expect(model.converged).toBe(true)
    // The file keeps six digits of the objective.
    expect(Math.abs(model.objective / objective - 1)).toBeLessThan(1e-5)
    expect(Math.abs(model.intercept - intercept)).toBeLessThan(1e-3)
    for (const [place, coefficient] of coef.entries())
      expect(Math.abs((model.coefficients[place] as number) - coefficient)).toBeLessThan(1e-3)

    const measured = measure(model, data)
    expect(Math.abs((measured.rocAuc ?? 0) - roc_auc)).toBeLessThan(1e-4)
    expect(Math.abs((measured.prAuc ?? 0) - pr_auc)).toBeLessThan(1e-3)
    expect(Math.abs(measured.logLoss - log_loss)).toBeLessThan(1e-4)
    expect(Math.abs(measured.brier - brier)).toBeLessThan(1e-4)
  })
})

describe.skipIf(referenceDir === undefined)('trees against scikit-learn', { timeout: TRAINING_MS }, () => {
  test.each([
    ['telco_churn', readTelco],
    ['hillstrom_visit', readHillstrom],
  ])('%s: boosting ranks and predicts as well', (name, read) => {
    const { features, models } = reference(name)
    const data = read(features)
    const model = trainBoosting(data.train.table, data.train.labels)
    expectNoWorse(measure(model, data), models.hist_gradient_boosting_tuned)
  })

  test.each([
    ['telco_churn', readTelco, 50],
    ['hillstrom_visit', readHillstrom, LONG ? 100 : 20],
  ])('%s: the forest ranks and predicts as well', (name, read, trees) => {
    const { features, models } = reference(name)
    const data = read(features)
    const model = trainForest(data.train.table, data.train.labels, { trees, seed: 1 })
    expectNoWorse(measure(model, data), models.random_forest)
  })
})

describe.skipIf(referenceDir === undefined)(
  'what is served, chosen without a look at the test',
  {
    timeout: TRAINING_MS,
  },
  () => {
    test('a purchase within 180 days, CDNOW: better than recency alone', () => {
      const { train, test: later } = readCdnow180()
      const served = trainPropensity(train, { seed: 1 })
      const { rocAuc, logLoss } = evaluatePropensity(served, later.table, later.labels)
      expect(rocAuc).toBeGreaterThanOrEqual(0.802)
      expect(rocAuc).toBeGreaterThan(alone('recency_days', later))
      expect(logLoss).toBeLessThanOrEqual(0.43)
    })

    test('an open within 7 days: better than the smoothed rate alone', () => {
      const { train, test: later } = readEmailOpens()
      const served = trainPropensity(train, { seed: 1, ...(!LONG && { candidates: ['blend', 'logistic'] }) })
      expect(served.heldBack).toBe('latest')
      const { rocAuc, logLoss } = evaluatePropensity(served, later.table, later.labels)
      expect(rocAuc).toBeGreaterThanOrEqual(0.872)
      expect(rocAuc).toBeGreaterThan(Math.max(...later.table.names.map(name => alone(name, later))))
      expect(logLoss).toBeLessThanOrEqual(0.176)
    })

    test('churn, telco: accuracy, precision and recall of a stratified split (W31)', () => {
      const { train, test: rest } = readTelco(reference('telco_churn').features)
      const served = trainPropensity(train, { seed: 1, candidates: ['blend', 'logistic'] })
      const { accuracy, precision, recall } = evaluatePropensity(served, rest.table, rest.labels)
      expect(accuracy).toBeGreaterThan(0.74)
      expect(precision).toBeGreaterThan(0.5)
      expect(recall).toBeGreaterThan(0.7)
    })
  },
)

const measure = (model: Model, { test: { table, labels } }: LabelledData) =>
  evaluate(labels, predict(model, table), 0.5)

function expectNoWorse(measured: ReturnType<typeof measure>, { roc_auc, log_loss }: Measured): void {
  expect(measured.rocAuc).toBeGreaterThanOrEqual(roc_auc - 0.01)
  expect(measured.logLoss).toBeLessThanOrEqual(log_loss + 0.01)
}

/** The ROC area of one feature by itself, whichever way it points. */
function alone(feature: string, { table, labels }: LabelledData['test']): number {
  const column = table.columns[table.names.indexOf(feature)] ?? new Float64Array(table.rows)
  const area = evaluate(labels, column, 0.5).rocAuc ?? 0.5
  return Math.max(area, 1 - area)
}
