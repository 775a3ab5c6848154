import type { FactTable } from './table.ts'

/** Months of the years in which events happen; the odd clock that is far off shares one partition. */
const MONTH = `if(ts >= 946684800000 and ts < 4102444800000, toYYYYMM(fromUnixTimestamp64Milli(ts, 'UTC')), 0)`

const EVENT = [
  'type LowCardinality(String)',
  'ts Int64 codec(Delta, ZSTD)',
  'event_id UInt64',
  'contact_no UInt32',
  'identity_no UInt32',
  'source LowCardinality(String)',
  'properties String codec(ZSTD)',
]

/**
 * Instants are milliseconds since 1970, as everywhere in Esplanade. See
 * docs/decisions/0008-facts-on-clickhouse.md for why events that may change have a table of their own.
 */
export const facts: readonly FactTable[] = [
  {
    name: 'event',
    columns: EVENT,
    partitionBy: MONTH,
    orderBy: '(type, ts)',
    shardBy: 'cityHash64(contact_no)',
  },
  {
    name: 'changing_event',
    columns: [...EVENT, 'version UInt32', 'gone UInt8'],
    replacedBy: 'version',
    orderBy: '(type, event_id)',
    shardBy: 'event_id',
  },
  {
    name: 'appended_batch',
    columns: ['id String'],
    orderBy: 'id',
    shardBy: 'cityHash64(id)',
  },
  {
    name: 'attribute_value',
    columns: [
      'name LowCardinality(String)',
      'identity_no UInt32',
      'source LowCardinality(String)',
      'value String',
      'stated_at Int64',
      'revision UInt64',
    ],
    replacedBy: 'revision',
    orderBy: '(name, identity_no, source)',
    shardBy: 'identity_no',
  },
  // Whose an identity is now, merges resolved: a projection of what the state knows.
  {
    name: 'identity',
    columns: ['identity_no UInt32', 'contact_no UInt32', 'revision UInt64'],
    replacedBy: 'revision',
    orderBy: 'identity_no',
    shardBy: 'identity_no',
  },
  {
    name: 'contact_alias',
    columns: ['from_no UInt32', 'into_no UInt32', 'revision UInt64'],
    replacedBy: 'revision',
    orderBy: 'from_no',
    shardBy: 'from_no',
  },
  // Contacts about to change in the state, and whether that has been carried over.
  {
    name: 'identity_change',
    columns: ['change UInt64', 'contacts Array(UInt32)', 'done UInt8'],
    replacedBy: 'done',
    orderBy: 'change',
    shardBy: 'change',
  },
  {
    name: 'membership',
    columns: [
      'segment_no UInt32',
      'contact_no UInt32',
      'changed_at Int64',
      'revision UInt64',
      'version UInt32',
      'entered UInt8',
    ],
    orderBy: '(segment_no, contact_no, revision)',
    shardBy: 'contact_no',
  },
  {
    name: 'score_value',
    columns: [
      'name LowCardinality(String)',
      'run UInt64',
      'contact_no UInt32',
      'number Nullable(Float64)',
      'label Nullable(String)',
    ],
    orderBy: '(name, run, contact_no)',
    shardBy: 'contact_no',
  },
  {
    name: 'setting',
    columns: ['name String', 'value String', 'revision UInt64'],
    replacedBy: 'revision',
    orderBy: 'name',
    shardBy: 'cityHash64(name)',
  },
]
