import type { Migration } from './migrate.ts'

/** From which number of the log on events came in when. Of what is older nobody knows. */
export const eventArrivals: Migration = {
  version: 9,
  statements: ['create table event_arrival (seq ubigint not null, received_at bigint not null)'],
}
