import type { Instant } from '../schema/index.ts'

/**
 * One trained version of a score. The champion is the one that scores contacts; a challenger was
 * trained later and not found better; a retired one was champion once. A score has one champion at most.
 */
export interface StoredModel {
  readonly score: string
  /** Counts from 1 and is never given again. */
  readonly version: number
  readonly role: ModelRole
  readonly trainedAt: Instant
  /** The model card and all that predicting needs, as JSON. */
  readonly document: string
}

/** What scoring last found of a model's fitness: one for each score, the newest. */
export interface ModelCheck {
  readonly score: string
  /** The version that was looked at. */
  readonly version: number
  readonly checkedAt: Instant
  /** What was found, as JSON. */
  readonly document: string
}

export type ModelRole = 'champion' | 'challenger' | 'retired'

export interface ModelStore {
  /** Stores the next version of a score. A new champion retires the one before. */
  saveModel(model: Pick<StoredModel, 'score' | 'role' | 'trainedAt' | 'document'>): Promise<StoredModel>
  champion(score: string): Promise<StoredModel | undefined>
  /** Those of all scores, by name. */
  champions(): Promise<StoredModel[]>
  /** Versions of a score, newest first. */
  models(score: string, limit: number): Promise<StoredModel[]>
  /** Takes the place of the checks of the same scores. */
  saveModelChecks(checks: readonly ModelCheck[]): Promise<void>
  /** The newest check of every score that has one, by name. */
  modelChecks(): Promise<ModelCheck[]>
}
