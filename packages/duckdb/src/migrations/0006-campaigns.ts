import type { Migration } from './migrate.ts'

/** What was mailed to many, so that engagement can be read per mail. */
export const campaigns: Migration = {
  version: 6,
  statements: [
    `create table campaign (
      connection varchar not null, id varchar not null, name varchar not null, subject varchar,
      channel varchar not null, sent_at bigint)`,
  ],
}
