import type { Migration } from './migrate.ts'

/** Who was erased, known by hashes alone; contacts that are not one person; the articles of shops. */
export const erasures: Migration = {
  version: 7,
  statements: [
    `create table erasure (
      id varchar not null, contact_no uinteger not null, asked_at bigint not null, ended_at bigint,
      receipt varchar not null)`,
    // One secret of this store, made with the first erasure: hashes of two stores can't be compared.
    `create table erasure_salt (salt blob not null)`,
    `create table erased_key (hash varchar not null, erased_at bigint not null)`,
    `create table separation (one_no uinteger not null, other_no uinteger not null)`,
    `create table product (
      connection varchar not null, id varchar not null, title varchar not null, categories varchar not null,
      price varchar, currency varchar, url varchar, changed_at bigint)`,
    // Nobody reads what was sent once it is settled: the ledger says what matters of it.
    `update batch set rows = '', job = null where state = 'done'`,
  ],
}
