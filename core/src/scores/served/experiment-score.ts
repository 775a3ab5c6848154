import { z } from 'zod'
import { parseInstant } from '../../schema/index.ts'
import { strictShape } from '../../schema/strict-shape.ts'
import { durationSchema, type EventExpression, eventExpressionSchema } from '../../segments/index.ts'
import { assignArms, type Experiment, HOLDOUT, isLookPlan } from '../experiments/index.ts'
import { experimentCard } from './experiment-card.ts'
import { featureNeeds, numbersOf } from './read-table.ts'
import type { ScoreKind } from './score-kind.ts'

/** Arms for the members of segments, by lot that never changes; results are told per segment. */
export interface ExperimentDefinition {
  readonly kind: 'experiment'
  readonly segments: readonly string[]
  /** The first is the control. */
  readonly arms: readonly { readonly id: string; readonly weight?: number }[]
  /** Share of each segment that no experiment touches. */
  readonly holdout?: number
  /** When it begins: who is a member then is counted. ISO 8601. */
  readonly from: string
  /** How long after it a contact has to act. */
  readonly within: string
  /** A count tells who did it at all; a sum how much for. */
  readonly metrics: Readonly<Record<string, EventExpression>>
  readonly contactsPerArm: number
  /** Times that results may be looked at with a verdict, planned now, or the fractions of the contacts to look at. Default 1. */
  readonly looks?: number | readonly number[]
}

/** What those have who are in a segment and in no arm. */
const HELD_OUT = 'holdout'

const MOST_ARMS = 100
const MOST_LOOKS = 20
const looks = z.union(
  [
    z.int().min(1).max(MOST_LOOKS),
    z
      .array(z.number().positive().max(1))
      .min(1)
      .max(MOST_LOOKS)
      .refine(isLookPlan, 'expected fractions of the contacts, ascending by at least 0.01 and up to 1'),
  ],
  { error: 'expected a number of looks, or fractions of the contacts such as [0.25, 0.6, 1]' },
)
const armId = z.string().regex(/^[a-z][a-z0-9_-]{0,62}$/, 'expected lower-case letters, digits, "-" or "_"')

const schema: z.ZodType<ExperimentDefinition> = strictShape({
  kind: z.literal('experiment'),
  segments: z.array(z.string().min(1).max(64)).min(1),
  arms: z
    .array(strictShape({ id: armId, weight: z.number().positive().max(1_000).exactOptional() }))
    .min(2)
    .max(MOST_ARMS)
    .refine(arms => new Set(arms.map(({ id }) => id)).size === arms.length, 'expected arms of different ids')
    .refine(
      arms => arms.every(({ id }) => id !== HELD_OUT),
      `"${HELD_OUT}" is what those without an arm have`,
    ),
  holdout: z.number().min(0).lt(1).exactOptional(),
  from: z
    .string()
    .refine(text => parseInstant(text) !== undefined, 'expected an instant such as 2026-11-01T09:00:00Z'),
  within: durationSchema,
  metrics: z
    .record(
      armId,
      eventExpressionSchema.refine(
        metric => metric.within === undefined && (metric.count === true || metric.sum !== undefined),
        'expected count: true or sum: property, without a window of its own',
      ),
    )
    .refine(metrics => Object.keys(metrics).length > 0, 'expected at least one metric'),
  contactsPerArm: z.int().min(1).max(100_000_000),
  looks: looks.exactOptional(),
})

export const experimentKind: ScoreKind<ExperimentDefinition, Experiment> = {
  kind: 'experiment',
  schema,
  columns: () => ({ '': 'text' }),
  needs: ({ metrics, segments }, names) => {
    const flags = Object.fromEntries(segments.map(segment => [`in ${segment}`, { segment }]))
    return featureNeeds({ ...metrics, ...flags }, names)
  },
  train: async (definition, context) => {
    const experiment = experimentOf(context.name, definition)
    return {
      card: experimentCard(context, definition),
      document: experiment,
      replaces: { champion: true, because: 'arms are drawn, not learned' },
    }
  },
  measures: ({ segments }) => Object.fromEntries(segments.map(segment => [segment, { segment }])),
  score: ({ segments }, _context, experiment, measured) => {
    const { contactNo } = measured
    const values = Array.from(contactNo, (): string | null => null)
    // Of a contact in several segments the first decides; the arm is the same in all, the holdout is not.
    for (const segment of segments.toReversed()) {
      const member = numbersOf(measured, segment)
      const arms = assignArms(experiment, segment, contactNo)
      for (const [row, arm] of arms.entries())
        if (member[row] === 1) values[row] = arm === HOLDOUT ? HELD_OUT : (experiment.arms[arm]?.id ?? null)
    }
    return { columns: [{ suffix: '', contactNo, values }] }
  },
}

/** An experiment as the statistics take it. */
export function experimentOf(name: string, definition: ExperimentDefinition): Experiment {
  const { arms, holdout, metrics, contactsPerArm, looks } = definition
  return {
    id: name,
    arms,
    ...(holdout !== undefined && { holdout }),
    metrics: Object.entries(metrics).map(([id, metric]) => ({ id, kind: metric.count ? 'rate' : 'amount' })),
    looks: { contactsPerArm, ...(looks !== undefined && { looks }) },
  }
}
