import type { ConfiguredConnector } from '@esplanade/connector-kit'
import {
  buildCatalog,
  type Catalog,
  type CatalogInput,
  catalogSchema,
  connectionIdSchema,
  fractionDigits,
  isTimeZone,
  strictShape,
} from '@esplanade/core/schema'
import type { ScoreDefinition } from '@esplanade/core/scores'
import type { SegmentDefinition } from '@esplanade/core/segments'
import type { StoreSource } from '@esplanade/core/store'
import { z } from 'zod'
import { ConfigError, describeIssues } from './config-error.ts'
import { doubledTargets } from './doubled-targets.ts'
import { type CheckedRates, type RatesConfig, ratesSchema } from './rates/rates-config.ts'
import {
  type CheckedScoring,
  checkedColumns,
  checkedScoring,
  type ScoringConfig,
  scoreShape,
} from './scores/score-settings.ts'
import { type SyncConfig, syncSchema } from './sync-config.ts'
import { unofferedSyncs } from './unoffered-syncs.ts'

/** A hub as its owner writes it in `esplanade.config.ts`. */
export interface HubConfig extends CatalogInput {
  readonly store: StoreSource
  /** The currency that money is reported in, ISO 4217. */
  readonly currency: string
  /**
   * What becomes of a segment, a field or a score that reads amounts of which some are in another currency
   * and no rate converts them: it is held, or those amounts are left out. `hold` unless said otherwise.
   */
  readonly foreignAmounts?: 'hold' | 'leave-out'
  /** What converts events' amounts in other currencies; without it they are held or left out. */
  readonly rates?: RatesConfig
  /** IANA zone that calendar words mean. Default UTC. */
  readonly timeZone?: string
  readonly connections: Readonly<Record<string, ConnectionConfig>>
  /** Folder of segment files (YAML), relative to the configuration, or definitions made with the builder. */
  readonly segments?: string | readonly SegmentDefinition[]
  readonly syncs?: readonly SyncConfig[]
  /**
   * Segments that nobody is meant to be in two of, as lists of two or more ids. Checked at every
   * evaluation, with the offenders listed.
   */
  readonly disjoint?: readonly (readonly string[])[]
  readonly brake?: Partial<Brake>
  /**
   * Memory that the state of an evaluation may take, in bytes; where it would take more, every evaluation
   * is full. Default 1 GiB.
   */
  readonly maxStateBytes?: number
  /** Models whose answers segments and syncs read as attributes, by the name of their column. */
  readonly scores?: Readonly<Record<string, ScoreDefinition>>
  readonly scoring?: ScoringConfig
  /** How far back the first pull of events reaches, in days. Default 730. */
  readonly historyDays?: number
}

/** A configured account: what the connector's function returns, with what the hub may do with it. */
export interface ConnectionConfig extends ConfiguredConnector {
  /** Remote field names to attribute names, beside those the connector knows. */
  readonly fields?: Readonly<Record<string, string>>
  /** Attributes for which this connection's word holds, whatever others say later. */
  readonly owns?: readonly string[]
  /** `separate`: opt-outs of other connections are not written here. Default `shared`. */
  readonly optOuts?: 'shared' | 'separate'
}

/** A push that would remove more than `share` of a target and more than `rows` of its members waits for a person. */
export interface Brake {
  readonly share: number
  readonly rows: number
}

export interface CheckedConfig {
  readonly foreignAmounts: 'hold' | 'leave-out'
  readonly rates: CheckedRates | null
  readonly store: StoreSource
  readonly currency: string
  readonly timeZone: string
  readonly catalog: Catalog
  readonly connections: ReadonlyMap<string, ConnectionConfig>
  readonly segments: string | readonly SegmentDefinition[]
  readonly syncs: readonly SyncConfig[]
  readonly disjoint: readonly (readonly string[])[]
  readonly brake: Brake
  readonly maxStateBytes: number
  readonly scores: ReadonlyMap<string, ScoreDefinition>
  readonly scoring: CheckedScoring
  readonly historyDays: number
}

/** Types a configuration. Checking happens when the hub opens, so that every mistake is reported at once. */
export function defineHub(config: HubConfig): HubConfig {
  return config
}

const DEFAULT_BRAKE: Brake = { share: 0.1, rows: 50 }
const DEFAULT_HISTORY_DAYS = 730
const DEFAULT_MAX_STATE_BYTES = 2 ** 30

const connectionSchema = strictShape({
  connector: z.custom<ConfiguredConnector['connector']>(
    value => typeof value === 'object' && value !== null && 'streams' in value && 'operations' in value,
    'expected what a connector package returns, such as klaviyo({ apiKey: env("KLAVIYO_API_KEY") })',
  ),
  config: z.unknown(),
  fields: z.record(z.string(), z.string()).optional(),
  owns: z.array(z.string()).optional(),
  optOuts: z.enum(['shared', 'separate']).optional(),
})

const hubSchema = strictShape({
  ...catalogSchema.shape,
  store: z.custom<StoreSource>(
    value => typeof value === 'object' && value !== null && 'open' in value,
    'expected a store, such as duckdb({ file: "esplanade.duckdb" })',
  ),
  currency: z
    .string()
    .refine(code => fractionDigits(code) !== undefined, 'expected an ISO 4217 code such as EUR'),
  foreignAmounts: z.enum(['hold', 'leave-out']).default('hold'),
  rates: ratesSchema.nullable().default(null),
  timeZone: z.string().refine(isTimeZone, 'expected an IANA time zone such as Europe/Berlin').default('UTC'),
  connections: z.record(connectionIdSchema, connectionSchema),
  segments: z.union([z.string(), z.array(z.custom<SegmentDefinition>())]).default('segments'),
  syncs: z.array(syncSchema).default([]),
  disjoint: z.array(z.array(z.string()).min(2, 'expected two segments or more')).default([]),
  brake: strictShape({ share: z.number().min(0).max(1).optional(), rows: z.int().min(0).optional() }).default(
    {},
  ),
  maxStateBytes: z.int().min(0).default(DEFAULT_MAX_STATE_BYTES),
  ...scoreShape,
  historyDays: z.int().min(1).max(36_500).default(DEFAULT_HISTORY_DAYS),
})

/** Checks everything about a configuration that needs neither network nor store. Throws `ConfigError` with every problem. */
export function checkConfig(input: unknown): CheckedConfig {
  const parsed = hubSchema.safeParse(input, { reportInput: true })
  if (!parsed.success) throw new ConfigError(describeIssues(parsed.error.issues, input))
  const { attributes, events, brake, scoring, ...rest } = parsed.data
  const connections = new Map(Object.entries(rest.connections) as [string, ConnectionConfig][])
  const problems = rest.syncs.flatMap((sync, index) =>
    connections.has(sync.connection)
      ? []
      : [
          `syncs[${index}].connection: "${sync.connection}" is no connection of this hub; expected one of ${[...connections.keys()].join(', ') || '(none configured)'}.`,
        ],
  )
  problems.push(...doubledTargets(rest.syncs), ...unofferedSyncs(rest.syncs, connections))
  const scores = new Map(Object.entries(rest.scores))
  const named = checkedColumns(scores)
  problems.push(...named.problems)
  if (problems.length > 0) throw new ConfigError(problems)
  return {
    ...rest,
    connections,
    scores,
    scoring: checkedScoring(scoring),
    catalog: buildCatalog({ attributes, events }, named.columns, connections.keys()),
    brake: { share: brake.share ?? DEFAULT_BRAKE.share, rows: brake.rows ?? DEFAULT_BRAKE.rows },
  }
}
