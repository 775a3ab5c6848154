import type { RecordStore, RecordVersion } from './record-store.ts'

/** A record as every object endpoint answers it: the properties asked for, or a few by default. */
export function recordJson(
  store: RecordStore,
  record: RecordVersion,
  properties: readonly string[],
  extra: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  const names = new Set([...defaultsOf(store), ...properties])
  const shown: Record<string, string | null> = {}
  for (const name of names) {
    // Names that the account does not have are left out without a word.
    if (store.catalog.get(name) !== undefined) shown[name] = store.property(record, name)
  }
  return {
    id: record.id,
    properties: shown,
    createdAt: new Date(record.createdAt).toISOString(),
    updatedAt: new Date(record.modifiedAt).toISOString(),
    archived: record.archivedAt !== null,
    ...(record.archivedAt !== null && { archivedAt: new Date(record.archivedAt).toISOString() }),
    ...extra,
  }
}

const defaultsOf = (store: RecordStore): readonly string[] =>
  store.catalog.get('email') === undefined
    ? ['hs_object_id', store.createdProperty, store.modifiedProperty]
    : ['email', 'firstname', 'lastname', 'hs_object_id', store.createdProperty, store.modifiedProperty]
