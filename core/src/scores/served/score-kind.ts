import type { z } from 'zod'
import type { Catalog, Instant, ScoreType } from '../../schema/index.ts'
import type { NamedFacts, ResolvedSegment, RosterProvider } from '../../segments/index.ts'
import type { FactStore, ProductStore, ScoreColumn } from '../../store/index.ts'
import type { MeasuredFeatures } from '../features/index.ts'
import type { CalibrationCheck, Drift } from '../lifecycle/index.ts'
import type { ModelCard } from './model-card.ts'
import type { Features } from './read-table.ts'

/** One way of scoring contacts: how it is asked for, trained, and applied. */
export interface ScoreKind<Definition extends { readonly kind: string }, Document> {
  readonly kind: Definition['kind']
  readonly schema: z.ZodType<Definition>
  /** Columns by the name that follows the score's own; `''` is the score itself. */
  columns(definition: Definition): Readonly<Record<string, ScoreType>>
  /** Events and attributes that it reads. Throws `RangeError` with every name that does not exist. */
  needs(definition: Definition, names: ScoreNames): NamedFacts
  /** Segments whose membership it reads. */
  segments?(definition: Definition): readonly string[]
  /** Learns from what is known; `before` is the champion of this kind, which may have answered another question. */
  train(
    definition: Definition,
    context: ScoreContext,
    before: { readonly definition: Definition; readonly document: Document } | null,
  ): Promise<Trained<Document>>
  /** The features that it reads of everybody when it scores; none where it reads something else. */
  measures(definition: Definition, names: ScoreNames, document: Document): Features
  /**
   * Of kinds that foretell: whether what the model says came true, at the newest snapshot whose time is over
   * and that it did not learn from. Null while there is none, or none later than `after`.
   */
  check?(
    definition: Definition,
    context: ScoringContext,
    document: Document,
    after: Instant | null,
  ): Promise<MaturedCheck | null>
  /** What the model says of every contact now; `measured` are the features that it asked for. */
  score(
    definition: Definition,
    context: ScoringContext,
    document: Document,
    measured: MeasuredFeatures,
  ): Scored | Promise<Scored>
}

/** What became of predictions whose time is over. */
export interface MaturedCheck extends CalibrationCheck {
  /** What was known then. */
  readonly snapshot: Instant
  /** The end of the time that was foreseen. */
  readonly until: Instant
}

interface Scored {
  readonly columns: readonly NamedColumn[]
  /** Of kinds that learn from features: how far contacts are from those of training. */
  readonly drift?: readonly Drift[]
}

/** A column by its place in `columns`. */
export type NamedColumn = Omit<ScoreColumn, 'name'> & { readonly suffix: string }

/** What names in a definition can refer to. */
export interface ScoreNames {
  readonly catalog: Catalog
  /** In dependency order. */
  readonly segments: readonly ResolvedSegment[]
}

/** The world that a model scores. */
export interface ScoringContext extends ScoreNames {
  /** The score's own name. */
  readonly name: string
  readonly facts: FactStore
  readonly currency: string
  readonly timeZone: string
  readonly rosters?: RosterProvider
  /** Catalogues of shops, for what stands beside recommended items. */
  readonly products?: Pick<ProductStore, 'productsOf'>
  readonly now: Instant
  readonly seed: number
  /**
   * Which events features of the past may see: those that had happened by then (`occurred`, the default), or
   * only those that had also come in by then (`ingested`), so that what comes late can tell nothing.
   */
  readonly known?: 'occurred' | 'ingested'
  /** Threads that long trainings may use; 1 unless given. The result does not depend on it. */
  readonly threads?: number
  readonly signal?: AbortSignal
}

/** The world that a model is trained in. */
export interface ScoreContext extends ScoringContext {
  /** The first event that is known; null for none. */
  readonly firstEventAt: Instant | null
}

export interface Trained<Document> {
  readonly card: ModelCard
  readonly document: Document
  /** Whether it should take the champion's place, with the reason for people. */
  readonly replaces: { readonly champion: boolean; readonly because: string }
}
