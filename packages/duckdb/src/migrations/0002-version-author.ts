import type { Migration } from './migrate.ts'

/** Who had a version of a segment saved; unknown for those of before. */
export const versionAuthor: Migration = {
  version: 2,
  statements: ['alter table segment_version add column author varchar'],
}
