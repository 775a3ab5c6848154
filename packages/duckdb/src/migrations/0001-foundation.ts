import type { Migration } from './migrate.ts'

/**
 * Instants are `bigint` milliseconds since 1970, as everywhere in Esplanade: no zone to get wrong.
 * Only `identity` is keyed; see docs/decisions/0002-event-log-and-projections.md for the rest.
 */
export const foundation: Migration = {
  version: 1,
  statements: [
    `create table schema_version (version integer not null)`,
    // The next number of each kind; numbers given are never given again.
    `create table number_counter (kind varchar not null, next ubigint not null)`,
    `insert into number_counter values ('contact', 1), ('identity', 1), ('event', 1), ('segment', 1)`,
    `create table setting (name varchar not null, value varchar not null)`,

    // Global kinds have the empty connection, since a key holds no nulls.
    `create table identity (
      kind varchar not null, value varchar not null, connection varchar not null,
      identity_no uinteger not null, contact_no uinteger not null,
      primary key (kind, value, connection))`,
    // direct_no is what a merge said, into_no where the chain of merges leads now.
    `create table contact_alias (
      from_no uinteger not null, direct_no uinteger not null, into_no uinteger not null)`,
    `create view identity_now as
      select kind, value, connection, identity_no, coalesce(into_no, contact_no) as contact_no
      from identity left join contact_alias on from_no = contact_no`,
    `create table consent (
      address varchar not null, channel varchar not null, scope varchar not null, status varchar not null,
      said_at bigint not null, received_at bigint not null, source varchar not null, evidence varchar not null)`,

    `create table mirror (
      connection varchar not null, container varchar not null, remote_id varchar not null,
      identity_no uinteger not null, email varchar, fields varchar not null, consent varchar,
      remote_status varchar, present boolean not null, seen_at bigint not null)`,
    `create table target_read (
      connection varchar not null, container varchar not null, target varchar not null, read_at bigint not null)`,
    `create table target_member (
      connection varchar not null, container varchar not null, target varchar not null,
      remote_id varchar not null)`,
    `create table ledger (
      connection varchar not null, container varchar not null, target varchar not null,
      remote_id varchar not null, sent varchar not null, settled varchar, batch varchar not null,
      sent_at bigint not null)`,
    `create table batch (
      id varchar not null, run varchar not null, connection varchar not null, container varchar not null,
      target varchar not null, operation varchar not null, state varchar not null, rows varchar not null,
      job varchar, cut_at bigint not null)`,
    `create table dead_letter (
      connection varchar not null, container varchar not null, target varchar not null,
      remote_id varchar not null, batch varchar not null, operation varchar not null, row varchar not null,
      code varchar not null, message varchar not null, failed_at bigint not null)`,
    `create table run (
      id varchar not null, kind varchar not null, connection varchar, status varchar not null,
      started_at bigint not null, ended_at bigint, counts varchar not null, error varchar)`,
    `create table cursor (
      connection varchar not null, stream varchar not null, checkpoint varchar not null)`,
    `create table segment (
      segment_no uinteger not null, id varchar not null, title varchar not null, version uinteger not null,
      definition varchar not null, saved_at bigint not null, deleted_at bigint)`,
    `create table segment_version (
      segment_no uinteger not null, version uinteger not null, title varchar not null,
      definition varchar not null, saved_at bigint not null)`,

    `create table appended_batch (id varchar not null)`,
    `create table event_type (
      type_no usmallint not null, name varchar not null, correctable boolean not null, hot boolean not null)`,
    `create table event_property (
      type_no usmallint not null, property_no usmallint not null, name varchar not null,
      type varchar not null)`,
    // Every event as it was told, in the order of arrival; a retraction repeats the row that it cancels.
    `create table event_log (
      seq ubigint not null, type_no usmallint not null, event_id ubigint not null,
      contact_no uinteger not null, identity_no uinteger not null, ts bigint not null,
      properties varchar not null, source varchar not null, retraction boolean not null)`,
    // The standing version of each event that may still change, with a digest of what it says.
    `create table event_current (
      type_no usmallint not null, event_id ubigint not null, seq ubigint not null,
      contact_no uinteger not null, digest ubigint not null)`,

    `create table attribute (attribute_no usmallint not null, name varchar not null, type varchar not null)`,
    `create table attribute_owner (name varchar not null, source varchar not null)`,
    `create table attribute_value (
      identity_no uinteger not null, name varchar not null, source varchar not null,
      value varchar not null, stated_at bigint not null)`,
    `create table contact (contact_no uinteger not null)`,

    `create table member (segment_no uinteger not null, contact_no uinteger not null)`,
    `create table membership_history (
      segment_no uinteger not null, contact_no uinteger not null, changed_at bigint not null,
      version uinteger not null, entered boolean not null)`,
  ],
}
