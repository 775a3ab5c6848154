import type { Migration } from './migrate.ts'

/** The columns that models compute; each has a table of its own, `score_<n>`, replaced as a whole. */
export const scores: Migration = {
  version: 3,
  statements: [
    'create table score (score_no usmallint not null, name varchar not null, type varchar not null)',
  ],
}
