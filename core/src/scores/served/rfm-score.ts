import { z } from 'zod'
import { strictShape } from '../../schema/strict-shape.ts'
import {
  durationSchema,
  eventTypesSchema,
  type OrderedEvents,
  propertyNameSchema,
  selectionShape,
} from '../../segments/index.ts'
import type { MeasuredFeatures } from '../features/index.ts'
import {
  fitRfm,
  groupRfm,
  type PurchaseFigures,
  RFM_GROUPS,
  type RfmGroup,
  type RfmModel,
  scoreRfm,
} from '../rfm/index.ts'
import type { ModelCard } from './model-card.ts'
import { type Features, featureNeeds, measureAt, numbersOf } from './read-table.ts'
import type { NamedColumn, ScoreContext, ScoreKind } from './score-kind.ts'

/** How lately, how often and for how much a contact bought, each from 1 to 5, and the group that this makes. */
export interface RfmDefinition {
  readonly kind: 'rfm'
  readonly event: OrderedEvents['event']
  readonly where?: NonNullable<OrderedEvents['where']>
  /** The property with the amount. */
  readonly amount: string
  /** How far back orders count; ever, where it is left out. */
  readonly within?: string
  /** In the order in which they are asked; the usual ones where it is left out. */
  readonly groups?: readonly RfmGroup[]
}

const range = strictShape({
  from: z.number().exactOptional(),
  below: z.number().exactOptional(),
}).exactOptional()

const schema: z.ZodType<RfmDefinition> = strictShape({
  kind: z.literal('rfm'),
  event: eventTypesSchema,
  where: selectionShape.where,
  amount: propertyNameSchema,
  within: durationSchema.exactOptional(),
  groups: z
    .array(
      strictShape({
        id: z.string().min(1).max(63),
        title: z.string().min(1).max(200),
        r: range,
        f: range,
        m: range,
        orders: range,
        recencyDays: range,
        tenureDays: range,
      }),
    )
    .min(1)
    .exactOptional(),
})

export const rfmKind: ScoreKind<RfmDefinition, RfmModel> = {
  kind: 'rfm',
  schema,
  columns: () => ({ '': 'text', r: 'number', f: 'number', m: 'number' }),
  needs: (definition, names) => featureNeeds(orderFeatures(definition), names),
  train: async (definition, context) => {
    const measured = await measureAt(orderFeatures(definition), context, context.now)
    const model = fitRfm(orderFigures(measured))
    return {
      card: rfmCard(context, definition, model),
      document: model,
      replaces: { champion: true, because: 'its cut points are those of the contacts of now' },
    }
  },
  measures: orderFeatures,
  score: (definition, _context, model, measured) => {
    const { contactNo } = measured
    const figures = orderFigures(measured)
    const scores = scoreRfm(model, figures)
    const column = (suffix: string, values: NamedColumn['values']) => ({ suffix, contactNo, values })
    // Who never bought has no score, and 0 would be one.
    const told = (each: ArrayLike<number>) =>
      Float64Array.from(each, score => (score === 0 ? Number.NaN : score))
    return {
      columns: [
        column('', groupRfm(scores, figures, definition.groups)),
        column('r', told(scores.r)),
        column('f', told(scores.f)),
        column('m', told(scores.m)),
      ],
    }
  },
}

function orderFeatures({ event, where, amount, within }: RfmDefinition): Features {
  const selection = {
    event,
    ...(where && { where }),
    ...(within !== undefined && { within }),
  }
  return {
    orders: { ...selection, count: true },
    total: { ...selection, sum: amount },
    recency: { ...selection, max: 'at' },
    tenure: { ...selection, min: 'at' },
  }
}

const orderFigures = (measured: MeasuredFeatures): PurchaseFigures => ({
  recencyDays: numbersOf(measured, 'recency'),
  orders: numbersOf(measured, 'orders'),
  total: numbersOf(measured, 'total'),
  tenureDays: numbersOf(measured, 'tenure'),
})

function rfmCard(
  { name, now, firstEventAt, seed }: ScoreContext,
  { amount, groups = RFM_GROUPS }: RfmDefinition,
  model: RfmModel,
): ModelCard {
  const cuts = [model.recency, model.frequency, model.monetary]
  return {
    score: name,
    kind: 'rfm',
    trainedAt: now,
    seed,
    data: { from: firstEventAt, until: now },
    contacts: model.buyers,
    features: ['days since the last order', 'orders', amount],
    verdict: model.verdict,
    metrics: { buyers: model.buyers },
    warnings: [],
    tables: [
      {
        title: 'Values from which on a score is reached',
        columns: ['', '2', '3', '4', '5'],
        rows: ['days since the last order, negative', 'orders', amount].map((title, index) => [
          title,
          ...(cuts[index] ?? []),
        ]),
      },
      {
        title: 'Groups, the first that fits',
        columns: ['group', 'title'],
        rows: groups.map(({ id, title }) => [id, title]),
      },
    ],
  }
}
