import type { Migration } from './migrate.ts'

/** Every trained version of every score. */
export const models: Migration = {
  version: 4,
  statements: [
    `create table model (
      score varchar not null, version uinteger not null, role varchar not null, trained_at bigint not null,
      document varchar not null)`,
  ],
}
