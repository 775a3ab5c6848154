import type { Migration } from './migrate.ts'

/** When the members of each segment were last computed, which one that is held keeps. */
export const segmentEvaluated: Migration = {
  version: 12,
  statements: [
    'create table segment_evaluated (segment_no uinteger not null, evaluated_at bigint not null)',
    // Which of them were held so far was not noted.
    `insert into segment_evaluated
     select segment_no, last from segment, (
       select max(started_at) as last from run where kind = 'evaluate' and status = 'finished')
     where last is not null and deleted_at is null and saved_at <= last`,
  ],
}
