import type { Migration } from './migrate.ts'

/**
 * Changes that are no new event, so that an evaluation is brought up to date instead of repeated
 * (docs/decisions/0007-evaluation-by-difference.md), and the state of the last evaluation.
 */
export const contactChanges: Migration = {
  version: 5,
  statements: [
    // Contact 0 stands for everybody; events: the contact's old events read differently, too.
    `create table contact_change (seq ubigint not null, contact_no uinteger not null, events boolean not null)`,
    `create table evaluation_snapshot (part uinteger not null, bytes blob not null)`,
  ],
}
