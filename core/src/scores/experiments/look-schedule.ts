import { spendingBounds, spendingPValue } from './alpha-spending.ts'
import type { LookPlan } from './experiment.ts'
import { obrienFlemingBounds, repeatedPValue } from './looks.ts'

/** What a plan of looks asks of each of them. Looks are counted from 1. */
export interface LookSchedule {
  readonly looks: number
  /** Contacts that the smaller arm needs by then. */
  contactsAt(look: number): number
  /** The |z| that decides. */
  boundAt(look: number): number
  /** A p-value seen at the look, corrected for all looks that are planned. */
  corrected(pValue: number, look: number): number
}

/**
 * Reads a plan: O'Brien and Fleming's own bounds where looks are equally spaced, and where they are named as
 * fractions of the contacts what Lan and DeMets' spending leaves to each. Throws a RangeError for no plan.
 */
export function lookSchedule({ contactsPerArm, looks = 1 }: LookPlan, alpha: number): LookSchedule {
  if (!(contactsPerArm >= 1)) {
    throw new RangeError(`A look needs a number of contacts per arm, not ${contactsPerArm}.`)
  }
  const equal = typeof looks === 'number'
  const bounds = equal ? obrienFlemingBounds(looks, alpha) : spendingBounds(looks, alpha)
  const fractionAt = (look: number) => (equal ? look / looks : (looks[look - 1] as number))
  return {
    looks: bounds.length,
    contactsAt: look => Math.ceil(contactsPerArm * fractionAt(look)),
    boundAt: look => {
      const bound = bounds[look - 1]
      if (bound === undefined)
        throw new RangeError(`Look ${look} is not one of the ${bounds.length} planned.`)
      return bound
    },
    corrected: (pValue, look) =>
      equal ? repeatedPValue(pValue, look, looks) : spendingPValue(pValue, look, looks),
  }
}

/** How many times a plan looks. */
export const countOfLooks = ({ looks = 1 }: Pick<LookPlan, 'looks'>): number =>
  typeof looks === 'number' ? looks : looks.length
