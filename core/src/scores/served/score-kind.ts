import type { z } from 'zod'
import type { Catalog, Instant, ScoreType } from '../../schema/index.ts'
import type { NamedFacts, ResolvedSegment, RosterProvider } from '../../segments/index.ts'
import type { FactStore, ScoreColumn } from '../../store/index.ts'
import type { Drift } from '../lifecycle/index.ts'
import type { ModelCard } from './model-card.ts'

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
  /** What the model says of every contact now. */
  score(definition: Definition, context: ScoreContext, document: Document): Promise<readonly NamedColumn[]>
}

/** A column by its place in `columns`. */
export type NamedColumn = Omit<ScoreColumn, 'name'> & { readonly suffix: string }

/** What names in a definition can refer to. */
export interface ScoreNames {
  readonly catalog: Catalog
  /** In dependency order. */
  readonly segments: readonly ResolvedSegment[]
}

/** The world that a model is trained in, and scores. */
export interface ScoreContext extends ScoreNames {
  /** The score's own name. */
  readonly name: string
  readonly facts: FactStore
  readonly currency: string
  readonly timeZone: string
  readonly rosters?: RosterProvider
  readonly now: Instant
  /** The first event that is known; null for none. */
  readonly firstEventAt: Instant | null
  readonly seed: number
  readonly signal?: AbortSignal
  /** Told while scoring, by kinds that learn from features: how far contacts are from those of training. */
  readonly tellDrift?: (drift: readonly Drift[]) => void
}

export interface Trained<Document> {
  readonly card: ModelCard
  readonly document: Document
  /** Whether it should take the champion's place, with the reason for people. */
  readonly replaces: { readonly champion: boolean; readonly because: string }
}
