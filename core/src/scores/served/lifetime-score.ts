import { z } from 'zod'
import { days, parseDuration } from '../../schema/index.ts'
import { strictShape } from '../../schema/strict-shape.ts'
import type { OrderedEvents } from '../../segments/index.ts'
import {
  durationSchema,
  eventTypesSchema,
  propertyNameSchema,
  selectionShape,
  type ValueTest,
} from '../../segments/index.ts'
import { dayReader } from '../features/day-reader.ts'
import type { MeasuredFeatures } from '../features/index.ts'
import {
  fitLifetime,
  type LifetimeModel,
  type PurchaseHistories,
  predictLifetime,
} from '../lifetime/index.ts'
import { lifetimeCard } from './lifetime-card.ts'
import { type Features, featureNeeds, measureAt, numbersOf } from './read-table.ts'
import type { NamedColumn, ScoreKind, ScoringContext } from './score-kind.ts'

/** What a contact will buy: how often, for how much, when next, and whether there is still somebody to come back. */
export interface LifetimeDefinition {
  readonly kind: 'lifetime'
  readonly event: OrderedEvents['event']
  readonly where?: NonNullable<OrderedEvents['where']>
  /** The property with the amount. */
  readonly amount: string
  /** How far ahead purchases and value are counted, such as `365d`. */
  readonly horizon: string
}

export interface LifetimeDocument {
  readonly model: LifetimeModel
}

const { where } = selectionShape

const schema: z.ZodType<LifetimeDefinition> = strictShape({
  kind: z.literal('lifetime'),
  event: eventTypesSchema,
  where,
  amount: propertyNameSchema,
  horizon: durationSchema,
})

export const lifetimeKind: ScoreKind<LifetimeDefinition, LifetimeDocument> = {
  kind: 'lifetime',
  schema,
  columns: () => ({
    '': 'number',
    purchases: 'number',
    alive: 'number',
    returns: 'number',
    next_days: 'number',
    next_days_low: 'number',
    next_days_high: 'number',
  }),
  needs: (definition, names) => featureNeeds(purchaseFeatures(definition), names),
  train: async (definition, context) => {
    const features = { ...purchaseFeatures(definition), ...leftOutFeatures(definition) }
    const measured = await measureAt(features, context, context.now)
    const model = fitLifetime({ ...purchaseHistories(measured, context), leftOut: leftOutOf(measured) })
    const card = lifetimeCard(context, definition, model, horizonDays(definition))
    return {
      card,
      document: { model },
      replaces: { champion: true, because: 'it knows the newest purchases' },
    }
  },
  measures: purchaseFeatures,
  score: (definition, context, { model }, measured) => {
    const told = predictLifetime(model, purchaseHistories(measured, context), {
      horizonDays: horizonDays(definition),
    })
    const column = (suffix: string, values: Float64Array): NamedColumn => ({
      suffix,
      contactNo: told.contactNos,
      values,
    })
    return {
      columns: [
        column('', told.expectedValue),
        column('purchases', told.expectedPurchases),
        column('alive', told.aliveChance),
        column('returns', told.returnChance),
        column('next_days', told.nextPurchaseDays),
        column('next_days_low', told.nextPurchaseDaysLow),
        column('next_days_high', told.nextPurchaseDaysHigh),
      ],
    }
  },
}

const horizonDays = ({ horizon }: LifetimeDefinition): number => (parseDuration(horizon) ?? 0) / days(1)

/** Purchases with a negative amount are refunds, and no purchases; `at_least: 0` leaves out amounts unknown too. */
function purchaseFeatures({ event, where = {}, amount }: LifetimeDefinition): Features {
  const own = testOf(where[amount])
  const atLeast = Math.max(0, Number(own.at_least ?? 0))
  const selection = { event, where: { ...where, [amount]: { ...own, at_least: atLeast } } }
  return {
    days: { active_days: selection },
    first: { ...selection, min: 'at' },
    last: { ...selection, max: 'at' },
    total: { ...selection, sum: amount },
    first_total: { ...selection, first: amount },
  }
}

/** What purchases leave out for their amount, to be counted for people. */
function leftOutFeatures({ event, where = {}, amount }: LifetimeDefinition): Features {
  const negative = { ...testOf(where[amount]), less_than: 0 }
  return {
    negative: { event, where: { ...where, [amount]: negative }, count: true },
    unknown: { event, where: { ...where, [amount]: { exists: false } }, count: true },
  }
}

function leftOutOf(measured: MeasuredFeatures): PurchaseHistories['leftOut'] {
  const total = (name: string) => numbersOf(measured, name).reduce((sum, count) => sum + count, 0)
  return { negative: total('negative'), amountUnknown: total('unknown'), dayUnknown: 0, later: 0 }
}

/** A plain value stands for `is`. */
const testOf = (test: NonNullable<OrderedEvents['where']>[string] | undefined): ValueTest =>
  typeof test === 'object' ? test : test === undefined ? {} : { is: test }

/** One history per contact who ever bought; purchases of one day, in the hub's zone, are one. */
function purchaseHistories(
  measured: MeasuredFeatures,
  context: Pick<ScoringContext, 'now' | 'timeZone'>,
): PurchaseHistories {
  const [daysActive, first, last, total, firstTotal] = ['days', 'first', 'last', 'total', 'first_total'].map(
    name => numbersOf(measured, name),
  ) as [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array]
  const bought: number[] = []
  for (const [row, count] of daysActive.entries()) if (count > 0) bought.push(row)
  const at = (column: Float64Array, row: number) => column[row] as number
  const readDay = dayReader(context.timeZone)
  // Moments were read as days before now, and a day is a whole number of milliseconds.
  const dayOf = (column: Float64Array, row: number) =>
    readDay(context.now - Math.round(at(column, row) * days(1)))
  const today = readDay(context.now)
  const firstDays = bought.map(row => dayOf(first, row))
  return {
    contactNos: Uint32Array.from(bought, row => measured.contactNo[row] as number),
    repeats: Uint32Array.from(bought, row => at(daysActive, row) - 1),
    lastDays: Uint32Array.from(bought, (row, index) => dayOf(last, row) - (firstDays[index] as number)),
    ageDays: Uint32Array.from(firstDays, day => today - day),
    totals: Float64Array.from(bought, row => at(total, row)),
    repeatTotals: Float64Array.from(bought, row => at(total, row) - at(firstTotal, row)),
    leftOut: { negative: 0, amountUnknown: 0, dayUnknown: 0, later: 0 },
  }
}
