import type { Migration } from './migrate.ts'

/** What scoring last found of each model's fitness. */
export const modelChecks: Migration = {
  version: 8,
  statements: [
    `create table model_check (
      score varchar not null, version uinteger not null, checked_at bigint not null, document varchar not null)`,
  ],
}
