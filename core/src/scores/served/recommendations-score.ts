import { z } from 'zod'
import { strictShape } from '../../schema/strict-shape.ts'
import { durationSchema, eventTypesSchema, type OrderedEvents } from '../../segments/index.ts'
import { type Recommender, trainRecommender } from '../recommend/index.ts'
import { chooseRecommender, halfLifeDays } from './choose-recommender.ts'
import { itemsShown } from './items-shown.ts'
import { itemNeeds, readPairs } from './read-items.ts'
import { recommendationColumns } from './recommendation-columns.ts'
import { recommendationsCard } from './recommendations-card.ts'
import type { ScoreKind } from './score-kind.ts'

/** Which items each contact is likely to want next, as fields that a mail template can print. */
export interface RecommendationsDefinition {
  readonly kind: 'recommendations'
  /** Events that show interest in an item. */
  readonly event: OrderedEvents['event']
  /** Events whose items are not recommended again; those of `event` where it is left out. */
  readonly bought?: OrderedEvents['event']
  /** The text property that names the item. Default `product`. */
  readonly item?: string
  /** Items for each contact. Default 3. */
  readonly count?: number
  /**
   * What is written beside each item: `title`, `url`, `image` and `category` of the shops' catalogues, or else
   * text properties of the events, by any name.
   */
  readonly show?: readonly string[]
  /** How far back interest counts; for ever where it is left out. */
  readonly within?: string
  /** Instead of the one that does best on the latest fifth. */
  readonly model?: 'ease' | 'item_knn' | 'popular'
  /** Penalty of the linear model, or candidates of which the best is taken. */
  readonly lambda?: number | readonly number[]
  /** After which an event counts half as much for what is trending. Default `30d`. */
  readonly half_life?: string
}

export interface RecommendationsDocument {
  readonly recommender: Recommender
}

const MOST_COUNT = 10
const MOST_SHOWN = 5
const MOST_LAMBDAS = 5
const lambda = z.number().min(0.1).max(1e6)

const schema: z.ZodType<RecommendationsDefinition> = strictShape({
  kind: z.literal('recommendations'),
  event: eventTypesSchema,
  bought: eventTypesSchema.exactOptional(),
  item: z.string().min(1).max(63).exactOptional(),
  count: z.int().min(1).max(MOST_COUNT).exactOptional(),
  show: z
    .array(
      z
        .string()
        .regex(/^[a-z][a-z0-9_]*$/)
        .max(63),
    )
    .min(1)
    .max(MOST_SHOWN)
    .exactOptional(),
  within: durationSchema.exactOptional(),
  model: z.enum(['ease', 'item_knn', 'popular']).exactOptional(),
  lambda: z.union([lambda, z.array(lambda).min(2).max(MOST_LAMBDAS)]).exactOptional(),
  half_life: durationSchema.exactOptional(),
})

const DEFAULT_COUNT = 3

export const recommendationsKind: ScoreKind<RecommendationsDefinition, RecommendationsDocument> = {
  kind: 'recommendations',
  schema,
  columns: ({ count = DEFAULT_COUNT, show = [] }) => ({
    '': 'text',
    ...Object.fromEntries(
      Array.from({ length: count }, (_, place) => [
        [`${place + 1}`, 'text'],
        ...show.map(property => [`${place + 1}_${property}`, 'text']),
      ]).flat(),
    ),
  }),
  needs: itemNeeds,
  train: async (definition, context) => {
    const chosen = await chooseRecommender(definition, context)
    const all = await readPairs(definition.event, definition, context, context.now)
    const recommender = trainRecommender(all, {
      now: context.now,
      halfLifeDays: halfLifeDays(definition),
      kind: chosen.kind,
      ...(chosen.lambda !== null && { lambda: chosen.lambda }),
    })
    const shown = await itemsShown(definition, context, recommender.items)
    return {
      card: recommendationsCard(context, definition, { recommender, chosen, shown, pairs: all.item.length }),
      document: { recommender },
      replaces: { champion: true, because: 'items are those of the newest training' },
    }
  },
  measures: () => ({}),
  score: async (definition, context, { recommender }, { contactNo }) => {
    const history = await readPairs(definition.event, definition, context, context.now)
    const bought =
      definition.bought === undefined
        ? history
        : await readPairs(definition.bought, { ...definition, within: undefined }, context, context.now)
    const { count = DEFAULT_COUNT, show = [] } = definition
    const shown = await itemsShown(definition, context, recommender.items)
    return {
      columns: recommendationColumns(recommender, { history, bought, contactNo, count, show, shown }),
    }
  },
}
