import {
  evaluate,
  type Model,
  predict,
  trainBoosting,
  trainForest,
  trainLogistic,
} from '@esplanade/core/scores'
import { processorSeconds } from '../processor-time.ts'
import { type Row, rounded } from '../row.ts'
import type { Peer } from './peer.ts'
import type { SpeedData } from './speed-data.ts'

const RUNS = 3
const TREES = 20

/** One model with the same settings on both sides. */
interface Contest {
  readonly model: 'logistic' | 'boosting' | 'forest'
  readonly reach: string
  readonly parameters: object
  readonly train: (data: SpeedData) => Model
}

const CONTESTS: readonly Contest[] = [
  {
    model: 'logistic',
    reach: '≤ 3 × scikit-learn (aim 1 ×)',
    parameters: { C: 1, max_iter: 1_000 },
    train: ({ table, labels }) => trainLogistic(table, labels, { l2: 1 }),
  },
  {
    model: 'boosting',
    reach: '≤ 2 × scikit-learn (aim 1 ×)',
    parameters: { learning_rate: 0.1, max_iter: 100, max_leaf_nodes: 31, min_samples_leaf: 20 },
    train: ({ table, labels }) =>
      trainBoosting(table, labels, {
        learningRate: 0.1,
        iterations: 100,
        maxLeaves: 31,
        minLeafRows: 20,
        l2: 0,
      }),
  },
  {
    model: 'forest',
    reach: '≤ 0.5 × scikit-learn',
    parameters: { n_estimators: TREES, min_samples_leaf: 20, max_features: 'sqrt', random_state: 1 },
    train: ({ table, labels }) => trainForest(table, labels, { trees: TREES, minLeafRows: 20, seed: 1 }),
  },
]

/** Fits on both sides by turns; `ratio` is the median of ours over the median of theirs. */
export function propensitySpeed(
  data: SpeedData,
  peer: Peer | undefined,
  tell: (text: string) => void,
): Row[] {
  return CONTESTS.map(({ model, reach, parameters, train }) => {
    const ours: number[] = []
    const theirs: number[] = []
    for (let run = 0; run < RUNS; run += 1) {
      const { result: trained, seconds: own } = processorSeconds(() => train(data))
      ours.push(own)
      const loss = evaluate(data.labels, predict(trained, data.table), 0.5).logLoss
      tell(`${model}: ${ours.at(-1)?.toFixed(3)} s, log loss ${loss.toFixed(5)}`)
      if (!peer) continue
      const { seconds, logLoss } = peer.fit(model, parameters)
      theirs.push(seconds)
      tell(`  scikit-learn ${peer.version}: ${seconds.toFixed(3)} s, log loss ${Number(logLoss).toFixed(5)}`)
    }
    const value = middle(ours)
    const name = `${model}, ${data.table.rows} × ${data.table.columns.length}`
    const floor = theirs.length > 0 ? middle(theirs) : undefined
    return {
      name,
      value: rounded(value),
      unit: 's',
      ...(floor !== undefined && { floor: rounded(floor), ratio: rounded(value / floor) }),
      reach,
    }
  })
}

const middle = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] as number
