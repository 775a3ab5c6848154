import { z } from 'zod'
import { type Instant, parseDuration } from '../../schema/index.ts'
import { strictShape } from '../../schema/strict-shape.ts'
import { durationSchema, eventTypesSchema, type OrderedEvents, selectionShape } from '../../segments/index.ts'
import type { FeatureTable } from '../data/feature-table.ts'
import { applyFeatures, type Feature, type FeatureFit, featureSchema } from '../features/index.ts'
import {
  byPeople,
  type DriftBaseline,
  drift,
  driftBaseline,
  type Outcome,
  placeSnapshots,
} from '../lifecycle/index.ts'
import {
  evaluatePropensity,
  type Propensity,
  predictPropensity,
  selectLabels,
  selectRows,
  timeSplit,
  trainPropensity,
} from '../models/index.ts'
import { maturedCheck } from './matured-check.ts'
import { propensityCard } from './propensity-card.ts'
import { type Features, featureNeeds } from './read-table.ts'
import type { ScoreContext, ScoreKind } from './score-kind.ts'
import { standardFeatures } from './standard-features.ts'
import { measureAmong, membersOnly, type TrainingRows, trainingRows, withAmong } from './training-rows.ts'

/** How likely it is that an event comes within a time, or (churn) that none does. */
export type PropensityDefinition = {
  readonly kind: 'propensity'
  readonly within: string
  readonly where?: NonNullable<OrderedEvents['where']>
  /** Only members of this segment, by its rule at each snapshot, are asked about. */
  readonly among?: string
  /** What it learns from; the standard ones where it is left out. */
  readonly features?: Readonly<Record<string, Feature>>
  readonly candidates?: readonly CandidateName[]
  /** The chance from which on a contact counts as a yes, and its band as high; where F1 is best unless given. */
  readonly threshold?: number
} & ({ readonly event: OrderedEvents['event'] } | { readonly no_event: OrderedEvents['event'] })

export interface PropensityDocument {
  readonly fit: FeatureFit
  readonly baseline: DriftBaseline
  readonly propensity: Propensity
  /** The last snapshot that it learned from; null for none. */
  readonly taughtUntil: Instant | null
}

const CANDIDATE_NAMES = ['logistic', 'boosting', 'forest', 'blend'] as const
type CandidateName = (typeof CANDIDATE_NAMES)[number]

const shape = {
  kind: z.literal('propensity'),
  within: durationSchema,
  where: selectionShape.where,
  among: z.string().min(1).max(64).exactOptional(),
  features: z
    .record(z.string().min(1).max(64), featureSchema)
    .refine(features => Object.keys(features).length > 0, 'expected at least one feature')
    .exactOptional(),
  candidates: z.array(z.enum(CANDIDATE_NAMES)).min(1).exactOptional(),
  threshold: z.number().gt(0).lt(1).exactOptional(),
}

const schema: z.ZodType<PropensityDefinition> = z.union(
  [strictShape({ ...shape, event: eventTypesSchema }), strictShape({ ...shape, no_event: eventTypesSchema })],
  {
    error:
      'expected what is foreseen: "event" (that it comes) or "no_event" (that it does not), and "within"',
  },
)

export const propensityKind: ScoreKind<PropensityDefinition, PropensityDocument> = {
  kind: 'propensity',
  schema,
  columns: () => ({ '': 'number', band: 'text' }),
  needs: (definition, names) => {
    const { event, where } = outcomeOf(definition)
    const asked = byPeople({ event, ...(where && { where }) }, names.catalog)
    const label = Object.fromEntries(
      asked.map((each, place) => [`outcome ${place}`, { ...each, count: true as const }]),
    )
    const among = definition.among === undefined ? {} : { among: { segment: definition.among } }
    return featureNeeds({ ...propensityFeatures(definition, names.catalog), ...label, ...among }, names)
  },
  train: async (definition, context, before) => {
    const outcome = outcomeOf(definition)
    const { now, firstEventAt, seed } = context
    const placed = placeSnapshots({ now, horizonMs: outcome.horizonMs, firstEventAt })
    const features = propensityFeatures(definition, context.catalog)
    const snapshots = placed.at
    // Without a snapshot whose window is over there are no labels, and nobody to learn from.
    const rows =
      snapshots.length > 0
        ? await trainingRows(features, outcome, { snapshots, among: definition.among, context })
        : null
    const varied = rows === null ? NOBODY : varying(rows.table)
    const propensity = trainPropensity(
      { table: varied, labels: rows?.labels ?? new Uint8Array(), ...(rows && { times: rows.times }) },
      {
        seed,
        ...(definition.candidates && { candidates: definition.candidates }),
        ...(definition.threshold !== undefined && { threshold: definition.threshold }),
      },
    )
    // Drift is counted from today: contacts who were customers for longer than those of the snapshots are no
    // reason to train again, as training again would find the same.
    const today =
      rows === null
        ? null
        : applyFeatures(rows.fit, await measureAmong(features, definition.among, context, now))
    const told = placed.verdict.enough ? propensity : { ...propensity, verdict: placed.verdict }
    const document = {
      fit: rows?.fit ?? { names: [], rates: {}, categories: [], cuts: {} },
      baseline: driftBaseline(today ?? NOBODY),
      propensity: told,
      taughtUntil: snapshots.at(-1) ?? null,
    }
    const sameQuestion = before !== null && JSON.stringify(before.definition) === JSON.stringify(definition)
    const replaces = sameQuestion ? challenge(before.document, told, rows) : FIRST
    return {
      card: propensityCard(context, definition, told, { snapshots, features: varied.names, replaces }),
      document,
      replaces,
    }
  },
  check: (definition, context, document, after) =>
    maturedCheck(document, {
      features: propensityFeatures(definition, context.catalog),
      among: definition.among,
      outcome: outcomeOf(definition),
      after,
      context,
    }),
  measures: (definition, { catalog }) => withAmong(propensityFeatures(definition, catalog), definition.among),
  score: (definition, _context, { fit, baseline, propensity }, all) => {
    const measured = membersOnly(all, definition.among)
    const { contactNo } = measured
    const table: FeatureTable =
      fit.names.length === 0
        ? { names: [], rows: contactNo.length, columns: [] }
        : applyFeatures(fit, measured)
    const chances = predictPropensity(propensity, table)
    const base = propensity.rows === 0 ? 0 : propensity.positives / propensity.rows
    const band = (chance: number) =>
      chance >= propensity.threshold ? 'high' : chance >= base ? 'medium' : 'low'
    return {
      columns: [
        { suffix: '', contactNo, values: chances },
        { suffix: 'band', contactNo, values: Array.from(chances, band) },
      ],
      drift: drift(baseline, table),
    }
  },
}

const NOBODY: FeatureTable = { names: [], rows: 0, columns: [] }
const FIRST = { champion: true, because: 'no model answered this question before' }

function outcomeOf(definition: PropensityDefinition): Outcome {
  const [event, absent] = 'event' in definition ? [definition.event, false] : [definition.no_event, true]
  return {
    event,
    absent,
    ...(definition.where && { where: definition.where }),
    horizonMs: parseDuration(definition.within) ?? 0,
  }
}

/** What a propensity learns from: its own features, or the standard ones. */
export function propensityFeatures(
  definition: PropensityDefinition,
  catalog: ScoreContext['catalog'],
): Features {
  return definition.features ?? standardFeatures(outcomeOf(definition).event, catalog)
}

/** Columns that differ between rows; the standard features ask for more than most shops tell. */
function varying({ names, rows, columns }: FeatureTable): FeatureTable {
  const kept = columns.map(column => column.some(value => !Object.is(value, column[0])))
  return {
    names: names.filter((_, place) => kept[place]),
    rows,
    columns: columns.filter((_, place) => kept[place]),
  }
}

/** Newer data are worth this much log loss: a model as good as the one before, but for chance, takes its place. */
const TOLERANCE = 0.002

/**
 * Compares with the champion on the rows that the new model was judged by. One that learned from those very
 * rows knows the answers, and cannot be compared with.
 */
function challenge(before: PropensityDocument, now: Propensity, rows: TrainingRows | null) {
  if (!now.verdict.enough || now.evaluation === null || rows === null)
    return { champion: !before.propensity.verdict.enough, because: 'the data carry no model' }
  const { measured, labels, times } = rows
  const held = now.heldBack === 'latest' ? timeSplit(times, 0.25)?.held : undefined
  const earliest =
    held === undefined ? null : Math.min(...new Set(Array.from(held, row => times[row] as number)))
  const unseen = earliest !== null && before.taughtUntil !== null && before.taughtUntil < earliest
  if (held === undefined || !unseen || !before.propensity.verdict.enough)
    return { champion: true, because: 'there is nothing to compare it with' }
  const table = applyFeatures(before.fit, measured)
  const old = evaluatePropensity(before.propensity, selectRows(table, held), selectLabels(labels, held))
  const [mine, its] = [now.evaluation.logLoss, old.logLoss]
  const champion = mine <= its + TOLERANCE
  return {
    champion,
    because: `log loss ${mine.toFixed(4)} against ${its.toFixed(4)} of the one before, on the same contacts`,
  }
}
