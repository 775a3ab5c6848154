import type { PurchaseProcess } from './purchase-process.ts'
import { addPurchaseCounts, waitChance, waitWeeks } from './purchase-process.ts'

/**
 * The negative binomial model: nobody ever stops buying. It is what the models with dropout turn into when
 * the data show none. Source: Ehrenberg 1959, "The pattern of consumer purchases".
 */
export const nbd: PurchaseProcess = {
  name: 'nbd',
  parameterNames: ['r', 'alpha'],
  start: [1, 10],

  logLikelihood(parameters, { repeats, ageWeeks, counts, countsByRepeats }, gradient) {
    const [r, alpha] = parameters as unknown as [number, number]
    const slopes = { r: 0, alpha: 0 }
    let sum = addPurchaseCounts(r, alpha, countsByRepeats, slopes)
    for (let i = 0; i < counts.length; i += 1) {
      const shape = r + (repeats[i] as number)
      const rate = alpha + (ageWeeks[i] as number)
      const count = counts[i] as number
      const log = Math.log(rate)
      sum -= count * shape * log
      slopes.r -= count * log
      slopes.alpha -= (count * shape) / rate
    }
    gradient[0] = slopes.r * r
    gradient[1] = slopes.alpha * alpha
    return sum
  },

  aliveChance: () => 1,
  purchasesWhileAlive: (parameters, x, age, weeks) => (shape(parameters, x) / rate(parameters, age)) * weeks,
  returnChance: (parameters, x, age, weeks) => waitChance(shape(parameters, x), rate(parameters, age), weeks),
  returnWeeks: (parameters, x, age, chance) => waitWeeks(shape(parameters, x), rate(parameters, age), chance),
}

const shape = (parameters: Float64Array, x: number) => (parameters[0] as number) + x
const rate = (parameters: Float64Array, age: number) => (parameters[1] as number) + age
