import { z } from 'zod'
import { type Catalog, days, type Instant, parseDuration } from '../../schema/index.ts'
import { strictShape } from '../../schema/strict-shape.ts'
import { durationSchema, type OrderedEvents, selectionShape } from '../../segments/index.ts'
import type { FeatureTable } from '../data/feature-table.ts'
import {
  chooseHalfLife,
  DEFAULT_HALF_LIFE_DAYS,
  DEFAULT_WEIGHTS,
  type EngagementModel,
  fitEngagement,
  type HalfLifeChoice,
  scoreEngagement,
} from '../engagement/index.ts'
import type { MeasuredFeatures } from '../features/index.ts'
import { byPeople, measureOutcome, placeSnapshots } from '../lifecycle/index.ts'
import type { ModelCard } from './model-card.ts'
import { type Features, featureNeeds, fitTable, measureAt } from './read-table.ts'
import type { ScoreContext, ScoreKind } from './score-kind.ts'

/** How engaged a contact is, 0 to 100: events by their weight, each fading by half with every half-life. */
export interface EngagementDefinition {
  readonly kind: 'engagement'
  /** Event types to what one fresh event counts. The usual ones where it is left out. */
  readonly weights?: Readonly<Record<string, number>>
  /** Such as `30d`, or candidates of which the one is taken that foretells best who acts next. */
  readonly half_life?: string | readonly string[]
  /** What events of a type must be like to count; machine opens never do. */
  readonly where?: Readonly<Record<string, NonNullable<OrderedEvents['where']>>>
}

export interface EngagementDocument {
  readonly model: EngagementModel
  readonly halfLife: string
}

const MOST_CANDIDATES = 10
const DEFAULT_HALF_LIFE = `${DEFAULT_HALF_LIFE_DAYS}d`
/** What the choice of a half-life looks ahead. */
const AHEAD_MS = days(30)

const schema: z.ZodType<EngagementDefinition> = strictShape({
  kind: z.literal('engagement'),
  weights: z.record(z.string().min(1).max(64), z.number().min(-1_000).max(1_000)).exactOptional(),
  half_life: z.union([durationSchema, z.array(durationSchema).min(2).max(MOST_CANDIDATES)]).exactOptional(),
  where: z.record(z.string(), selectionShape.where.unwrap()).exactOptional(),
})

export const engagementKind: ScoreKind<EngagementDefinition, EngagementDocument> = {
  kind: 'engagement',
  schema,
  columns: () => ({ '': 'number' }),
  needs: (definition, names) => featureNeeds(fadingSums(definition, DEFAULT_HALF_LIFE, names), names),
  train: async (definition, context) => {
    const { weights = DEFAULT_WEIGHTS, half_life: wanted = DEFAULT_HALF_LIFE } = definition
    const choice = typeof wanted === 'string' ? null : await choose(definition, wanted, context)
    const halfLife = typeof wanted === 'string' ? wanted : lengthText(choice?.halfLifeDays, wanted)
    const { table } = fitTable(
      await measureAt(fadingSums(definition, halfLife, context), context, context.now),
    )
    const model = fitEngagement(table, { weights, halfLifeDays: daysOf(halfLife) })
    return {
      card: engagementCard(context, table, model, choice),
      document: { model, halfLife },
      replaces: { champion: true, because: 'its middle is that of the contacts of now' },
    }
  },
  measures: (definition, names, { halfLife }) => fadingSums(definition, halfLife, names),
  score: (_definition, _context, { model }, measured) => ({
    columns: [
      { suffix: '', contactNo: measured.contactNo, values: scoreEngagement(model, fitTable(measured).table) },
    ],
  }),
}

/** One column for each kind of event, by its type. What a machine opened, nobody did. */
function fadingSums(
  { weights = DEFAULT_WEIGHTS, where = {} }: EngagementDefinition,
  halfLife: string,
  { catalog }: { readonly catalog: Catalog },
): Features {
  return Object.fromEntries(
    Object.keys(weights).map(event => {
      const [selected] = byPeople({ event, where: where[event] ?? {} }, catalog)
      return [event, { decay: { event, ...selected, half_life: halfLife } }]
    }),
  )
}

/** Tries every half-life on who did something of positive weight in the time after two snapshots. */
async function choose(
  definition: EngagementDefinition,
  candidates: readonly string[],
  context: ScoreContext,
): Promise<HalfLifeChoice> {
  const { weights = DEFAULT_WEIGHTS } = definition
  const event = Object.keys(weights).filter(type => (weights[type] as number) > 0)
  const { now, firstEventAt } = context
  const { at } = placeSnapshots({ now, horizonMs: AHEAD_MS, firstEventAt, most: 2 })
  const halfLives = candidates.map(daysOf)
  const [earlier, later] = at
  const nobody = { sums: candidates.map(() => ({ names: [], rows: 0, columns: [] })), labels: [] }
  if (earlier === undefined || later === undefined)
    return chooseHalfLife(halfLives, { earlier: nobody, later: nobody, weights })
  const seen = async (snapshot: Instant) => {
    const measured: MeasuredFeatures[] = []
    for (const halfLife of candidates)
      measured.push(await measureAt(fadingSums(definition, halfLife, context), context, snapshot))
    const contactNo = measured[0]?.contactNo ?? new Uint32Array()
    const outcome = { event, absent: false, horizonMs: AHEAD_MS }
    return {
      sums: measured.map(each => fitTable(each).table),
      labels: await measureOutcome(outcome, context.facts, { ...context, snapshot, contactNo }),
    }
  }
  return chooseHalfLife(halfLives, { earlier: await seen(earlier), later: await seen(later), weights })
}

const daysOf = (length: string): number => (parseDuration(length) ?? 0) / days(1)

/** The candidate that was chosen as it was written; below the minimum of data the usual one. */
const lengthText = (chosen: number | undefined, candidates: readonly string[]): string =>
  candidates.find(candidate => daysOf(candidate) === chosen) ?? DEFAULT_HALF_LIFE

function engagementCard(
  { name, now, firstEventAt, seed }: ScoreContext,
  { names, rows }: FeatureTable,
  model: EngagementModel,
  choice: HalfLifeChoice | null,
): ModelCard {
  return {
    score: name,
    kind: 'engagement',
    trainedAt: now,
    seed,
    data: { from: firstEventAt, until: now },
    contacts: rows,
    features: names,
    verdict: model.verdict,
    metrics: {
      engaged: model.engaged,
      half_life_days: model.halfLifeDays,
      midpoint: model.midpoint,
      ...(choice && { auc: choice.auc ?? null }),
    },
    warnings: choice === null || choice.verdict.enough ? [] : [choice.verdict.reason],
    tables: [
      { title: 'Weights', columns: ['event', 'weight'], rows: Object.entries(model.weights) },
      ...(choice === null
        ? []
        : [
            {
              title: 'Half-lives tried, at the earlier snapshot',
              columns: ['days', 'ROC AUC'],
              rows: choice.candidates.map(({ halfLifeDays, auc }) => [halfLifeDays, auc]),
            },
          ]),
    ],
  }
}
