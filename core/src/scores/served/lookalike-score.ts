import { z } from 'zod'
import { strictShape } from '../../schema/strict-shape.ts'
import { eventTypesSchema, type OrderedEvents } from '../../segments/index.ts'
import {
  applyFeatures,
  type Feature,
  type FeatureFit,
  featureSchema,
  type MeasuredFeatures,
} from '../features/index.ts'
import { type Lookalike, predictLookalike, trainLookalike } from '../lookalike/index.ts'
import { type Features, featureNeeds, fitTable, measureAt, numbersOf } from './read-table.ts'
import type { ScoreContext, ScoreKind } from './score-kind.ts'
import { standardFeatures } from './standard-features.ts'

/** How like the members of a segment everybody else is. */
export interface LookalikeDefinition {
  readonly kind: 'lookalike'
  /** The seed. */
  readonly segment: string
  /** What likeness is measured by; the standard ones of `event` where it is left out. */
  readonly features?: Readonly<Record<string, Feature>>
  /** Default `order_placed`. */
  readonly event?: OrderedEvents['event']
  readonly candidates?: readonly ('logistic' | 'boosting' | 'forest' | 'blend')[]
}

export interface LookalikeDocument {
  readonly fit: FeatureFit
  readonly lookalike: Lookalike
}

const schema: z.ZodType<LookalikeDefinition> = strictShape({
  kind: z.literal('lookalike'),
  segment: z.string().min(1).max(64),
  features: z
    .record(z.string().min(1).max(64), featureSchema)
    .refine(features => Object.keys(features).length > 0, 'expected at least one feature')
    .exactOptional(),
  event: eventTypesSchema.exactOptional(),
  candidates: z
    .array(z.enum(['logistic', 'boosting', 'forest', 'blend']))
    .min(1)
    .exactOptional(),
})

/** The feature that says who is in the seed; it teaches nothing. */
const SEED = 'seed_segment'

export const lookalikeKind: ScoreKind<LookalikeDefinition, LookalikeDocument> = {
  kind: 'lookalike',
  schema,
  columns: () => ({ '': 'number' }),
  needs: (definition, names) => featureNeeds(featuresOf(definition, names.catalog), names),
  train: async (definition, context) => {
    const { measured, isSeed } = seedOf(
      await measureAt(featuresOf(definition, context.catalog), context, context.now),
    )
    const { fit, table } = fitTable(measured)
    const { candidates } = definition
    const { name, now, firstEventAt, seed } = context
    const lookalike = trainLookalike(table, isSeed, { seed, ...(candidates && { candidates }) })
    const { verdict, warnings, evaluation, propensity, seeds, rest } = lookalike
    return {
      card: {
        score: name,
        kind: 'lookalike',
        trainedAt: now,
        seed,
        data: { from: firstEventAt, until: now },
        contacts: measured.contactNo.length,
        features: Object.keys(featuresOf(definition, context.catalog)).filter(feature => feature !== SEED),
        verdict,
        metrics: {
          seeds,
          rest,
          held_back_seeds: evaluation?.heldSeeds ?? null,
          roc_auc: evaluation?.rocAuc ?? null,
          lift_top_tenth: evaluation?.liftTopTenth ?? null,
        },
        warnings,
        tables:
          (propensity?.importance.length ?? 0) > 0
            ? [
                {
                  title: 'What likeness rests on',
                  columns: ['feature', 'log loss without it, more by'],
                  rows: (propensity?.importance ?? []).map(({ feature, lossIncrease }) => [
                    feature,
                    lossIncrease,
                  ]),
                },
              ]
            : [],
      },
      document: { fit, lookalike },
      replaces: { champion: true, because: 'likeness is to the members of now' },
    }
  },
  measures: (definition, { catalog }) => featuresOf(definition, catalog),
  score: (_definition, _context, { fit, lookalike }, all) => {
    const { measured, isSeed } = seedOf(all)
    const values = predictLookalike(lookalike, applyFeatures(fit, measured))
    return {
      columns: [
        {
          suffix: '',
          contactNo: measured.contactNo,
          values: values.map((value, row) => (isSeed[row] === 1 ? Number.NaN : value)),
        },
      ],
    }
  },
}

const featuresOf = (
  { segment, features, event }: LookalikeDefinition,
  catalog: ScoreContext['catalog'],
): Features => ({
  ...(features ?? standardFeatures(event ?? 'order_placed', catalog)),
  [SEED]: { segment },
})

/** Everybody's features, and who satisfies the seed's rule at this moment. */
function seedOf(all: MeasuredFeatures) {
  const isSeed = Uint8Array.from(numbersOf(all, SEED))
  return { measured: { ...all, columns: all.columns.filter(({ name }) => name !== SEED) }, isSeed }
}
