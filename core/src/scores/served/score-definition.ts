import { z } from 'zod'
import type { ScoreType } from '../../schema/index.ts'
import { type ClustersDefinition, clustersKind } from './clusters-score.ts'
import { type EngagementDefinition, engagementKind } from './engagement-score.ts'
import { type ExperimentDefinition, experimentKind } from './experiment-score.ts'
import { type LifetimeDefinition, lifetimeKind } from './lifetime-score.ts'
import { type LookalikeDefinition, lookalikeKind } from './lookalike-score.ts'
import { type PropensityDefinition, propensityKind } from './propensity-score.ts'
import { type RecommendationsDefinition, recommendationsKind } from './recommendations-score.ts'
import { type RfmDefinition, rfmKind } from './rfm-score.ts'
import type { ScoreKind } from './score-kind.ts'

/** A score as a configuration asks for it. */
export type ScoreDefinition =
  | ClustersDefinition
  | EngagementDefinition
  | ExperimentDefinition
  | LifetimeDefinition
  | LookalikeDefinition
  | PropensityDefinition
  | RecommendationsDefinition
  | RfmDefinition

/** A kind of score whose definition and document only it can read. */
type AnyKind = ScoreKind<ScoreDefinition, unknown>

const KINDS: Readonly<Record<ScoreDefinition['kind'], unknown>> = {
  clusters: clustersKind,
  engagement: engagementKind,
  experiment: experimentKind,
  lifetime: lifetimeKind,
  lookalike: lookalikeKind,
  propensity: propensityKind,
  recommendations: recommendationsKind,
  rfm: rfmKind,
}

/** The kind of a definition. What it takes and gives belongs to this definition, whose kind it is. */
export const kindOf = ({ kind }: ScoreDefinition): AnyKind => KINDS[kind] as AnyKind

export const scoreSchema: z.ZodType<ScoreDefinition> = z
  .looseObject({
    kind: z.enum(Object.keys(KINDS), `expected a kind of score: ${Object.keys(KINDS).join(', ')}`),
  })
  .transform((given, context): ScoreDefinition => {
    const parsed = kindOf(given as unknown as ScoreDefinition).schema.safeParse(given, { reportInput: true })
    if (parsed.success) return parsed.data
    context.issues.push(...(parsed.error.issues as z.core.$ZodRawIssue[]))
    return z.NEVER
  })

/** Names and types of the columns of scores: a score's own name, and with `_` what else it says. */
export function scoreColumns(scores: ReadonlyMap<string, ScoreDefinition>): ReadonlyMap<string, ScoreType> {
  const columns = new Map<string, ScoreType>()
  for (const [name, definition] of scores) {
    for (const [suffix, type] of Object.entries(kindOf(definition).columns(definition))) {
      const column = columnName(name, suffix)
      if (columns.has(column)) throw new RangeError(`Two scores have the column "${column}"; rename one.`)
      columns.set(column, type)
    }
  }
  return columns
}

export const columnName = (score: string, suffix: string): string =>
  suffix === '' ? score : `${score}_${suffix}`
