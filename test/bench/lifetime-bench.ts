import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { fitLifetime, type Purchases, predictLifetime, summarisePurchases } from '@esplanade/core/scores'
import { referenceData } from '../reference-dir.ts'
import { type Bench, medianOfThree, rounded, secondsOf } from './row.ts'

const DAY_MS = 86_400_000
const dayOf = (text: string) => Date.parse(`${text}T00:00:00Z`) / DAY_MS

/** Lifetime value of CDNOW's 23,570 customers; the floor is adding up their purchases. */
export const lifetimeBench: Bench = {
  name: 'lifetime',
  what: "lifetime value of CDNOW's 23,570 customers (needs ESPLANADE_REFERENCE_DIR)",
  async run(tell) {
    const purchases = readPurchases()
    const snapshot = dayOf('1997-09-30')
    const histories = summarisePurchases(purchases, snapshot)
    const model = fitLifetime(histories)
    tell(`${model.process} is served; log-likelihood ${model.candidates[0]?.logLikelihood.toFixed(1)}`)
    const floor = await medianOfThree(() => secondsOf(async () => summarisePurchases(purchases, snapshot)))
    const fit = await medianOfThree(() => secondsOf(async () => fitLifetime(histories)))
    const predict = await medianOfThree(() =>
      secondsOf(async () => predictLifetime(model, histories, { horizonDays: 273 })),
    )
    const row = (name: string, value: number) => ({
      name,
      value: rounded(value),
      unit: 's',
      floor: rounded(floor),
      ratio: rounded(value / floor),
    })
    return [
      {
        ...row('fit BG/NBD, MBG/NBD, Pareto/NBD, NBD and Gamma-Gamma', fit),
        reach: '≤ 2 s for BG/NBD alone',
      },
      row('foretell purchases, value and the next order', predict),
    ]
  },
}

function readPurchases(): Purchases {
  const text = gunzipSync(readFileSync(referenceData('cdnow_master.csv.gz'))).toString('utf8')
  const rows = text
    .trimEnd()
    .split('\n')
    .slice(1)
    .map(line => line.split(','))
  return {
    contactNos: Uint32Array.from(rows, ([no]) => Number(no)),
    days: Float64Array.from(rows, ([, date = '']) => dayOf(date)),
    amounts: Float64Array.from(rows, ([, , , amount]) => Number(amount)),
  }
}
